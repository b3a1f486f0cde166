"""`lemmata compile`: generate, judge, prove and seal the open tasks of a file."""

import argparse

from lemmata.assembly import Choices, compile_target, find_targets
from lemmata.cli.output import ExitCode, exit_code, judgement_json
from lemmata.cli.progress import watch
from lemmata.cli.prove_command import finish, line_of
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import InputError, LemmataError


def run(arguments: argparse.Namespace) -> ExitCode:
    """Compile every task of the target; what is proved is sealed under ``--output``."""
    targets = find_targets(arguments.target)
    choices = Choices(
        budget_seconds=arguments.budget,
        provers=arguments.prover,
        generator=arguments.generator,
        attempts=arguments.attempts,
    )
    results: list[Json] = []
    verdicts = []
    errors: list[LemmataError] = []
    with watch(len(targets)) as progress:
        for target in targets:
            progress.say(f"compiling {target}")
            try:
                for made in compile_target(target, choices, arguments.output, progress.say):
                    verdicts.append(made.judgement.verdict)
                    lemma = str(made.lemma) if made.lemma else None
                    result = judgement_json(str(target.path), made.judgement, lemma)
                    tokens, attempts = made.ledger.tokens, made.ledger.attempts
                    result.update(
                        body=made.body, attempts=attempts, tokens=tokens, history=made.history
                    )
                    results.append(result)
                    if not arguments.json:
                        print(f"{line_of(target, made.judgement)}  tokens={tokens}  {lemma or ''}")
            except InputError as error:
                errors.append(error)
            progress.advance()
    return finish(arguments, results, errors, exit_code(verdicts))
