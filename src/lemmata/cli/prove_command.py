"""`lemmata prove`: prove the bodies that are there, optionally writing certificates."""

import argparse
import sys

from lemmata.assembly import Choices, Target, find_targets, prove_target
from lemmata.cli.output import (
    ExitCode,
    describe,
    error_json,
    exit_code,
    judgement_json,
    paint,
    print_json,
)
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import InputError, LemmataError
from lemmata.contracts.verdicts import Judgement


def run(arguments: argparse.Namespace) -> ExitCode:
    """Prove every task of the target; a file that cannot be read does not stop the others."""
    targets = find_targets(arguments.target)
    choices = Choices(budget_seconds=arguments.budget, provers=arguments.prover)
    results: list[Json] = []
    verdicts = []
    errors: list[LemmataError] = []
    with watch(len(targets)) as progress:
        for target in targets:
            progress.say(f"proving {target}")
            try:
                for proof in prove_target(target, choices, arguments.certificate):
                    verdicts.append(proof.judgement.verdict)
                    folder = str(proof.certificate) if proof.certificate else None
                    results.append(judgement_json(str(target.path), proof.judgement, folder))
                    if not arguments.json:
                        print(line_of(target, proof.judgement))
            except InputError as error:
                errors.append(error)
            progress.advance()
    return finish(arguments, results, errors, exit_code(verdicts))


def line_of(target: Target, judgement: Judgement) -> str:
    """One line of the human report."""
    where = f"{target.path}::{judgement.function}"
    return f"{paint(judgement.verdict, sys.stdout)}  {where}  {describe(judgement)}"


def finish(
    arguments: argparse.Namespace,
    results: list[Json],
    errors: list[LemmataError],
    code: ExitCode,
) -> ExitCode:
    """Print the JSON object when asked, every error on stderr; bad input decides the code."""
    if arguments.json:
        print_json({"results": results, "errors": [error_json(error) for error in errors]})
    for error in errors:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    return ExitCode.BAD_INPUT if errors else code
