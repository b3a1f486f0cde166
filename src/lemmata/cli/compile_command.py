"""`lemmata compile`: generate, judge, prove and seal the open tasks of a file."""

import argparse
import ast
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lemmata.analyses.remarks import Severity
from lemmata.assembly import Choices, Compiled, compile_module, opened_generator
from lemmata.cli.gate_command import finding_json, result_json
from lemmata.cli.linking import linker
from lemmata.cli.output import ExitCode, blocked_json, counterexample_json
from lemmata.cli.particulars import budget_json, ledger_json, particulars
from lemmata.cli.progress import watch_search
from lemmata.cli.prove_command import Report, places_of, settings_of
from lemmata.cli.review_command import remark_json, remark_text
from lemmata.contracts.attempts import Attempt, Budget
from lemmata.contracts.codec import Json
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Verdict
from lemmata.generators import Recorder
from lemmata.generators.watching import Telling
from lemmata.proving import Session
from lemmata.search import Journals
from lemmata.targets import Target, components_first, find_targets


def run(arguments: argparse.Namespace) -> ExitCode:
    """Compile every task of the target; what is proved is sealed under ``--output``."""
    targets = components_first(find_targets(arguments.target))
    choices = choices_of(arguments, targets)
    link = linker(places_of(arguments, arguments.output))
    report = Report(as_json=arguments.json, page=arguments.report)
    with (
        Session(settings_of(arguments)) as session,
        watch_search(
            len(targets),
            choices.budget,
            lambda: session.cpu_seconds,
            is_shared="hand" in re.split("[:,]", arguments.generator),
        ) as progress,
    ):
        session.provers = progress.watched(session.provers)
        watched = replace(choices, watch=Telling(lambda text: progress.asks("", text)))
        for target in targets:
            progress.say(str(target))
            with report.reading():
                module = read_module(target.path, link=link)
                made = compile_module(
                    session, module, target.name, watched, report.errors.append, progress.judged
                )
                for each in made:
                    for remark in each.review:
                        if remark.severity is Severity.ERROR:
                            print(remark_text(str(target.path), remark), file=sys.stderr)
                    more = details(module, each, choices.budget) if report.is_full else {}
                    report.add(target, each.judgement, each.lemma, **more)
            progress.advance()
    return report.finish()


def choices_of(arguments: argparse.Namespace, targets: Sequence[Target]) -> Choices:
    """One generator for all files, so that what it may spend is spent once.

    Raises:
        ChoiceError: nobody offers the generator, or it does not take an option.
        FileError: the transcript exists already or cannot be written.
    """
    opened = opened_generator(arguments.generator, dict(arguments.option))
    return Choices(
        arguments.output,
        arguments.generator,
        arguments.attempts,
        arguments.budget,
        opened=opened,
        recorder=Recorder(arguments.record) if arguments.record else None,
        options=tuple(arguments.option),
        journals=Journals(arguments.output, arguments.fresh, told_aside, functions_named(targets)),
    )


def told_aside(text: str) -> None:
    """Say on stderr what became of a journal."""
    print(f"note: {text}", file=sys.stderr)


def functions_named(targets: Sequence[Target]) -> tuple[str, ...]:
    """The functions that may be tasks of the command; what cannot be read is told in its turn."""
    names: dict[str, None] = {}
    for target in targets:
        try:
            tree = ast.parse(target.path.read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        names.update(dict.fromkeys(defined))
    return tuple(names)


def details(module: Module, made: Compiled, budget: Budget) -> dict[str, Json]:
    """What a compilation adds to a judgement's JSON."""
    return {
        **particulars(module, made.judgement.function, made.evidence, certificate_of(made)),
        "body": made.body,
        "generator": made.ledger.generator,
        "attempts": made.ledger.attempts,
        "tokens": made.ledger.tokens,
        "money_usd": made.ledger.money_usd,
        "review": [remark_json(remark) for remark in made.review],
        "history": [attempt_json(attempt) for attempt in made.attempts],
        "gates": [result_json(result) for result in made.gates],
        "ledger": ledger_json(made.ledger),
        "budget": budget_json(budget),
        "journal": str(made.journal) if made.journal else None,
    }


def certificate_of(made: Compiled) -> Path | None:
    """The lemma, where it is a proof: what is only tested has no certificate."""
    return made.lemma if made.judgement.verdict is Verdict.PROVED else None


def attempt_json(attempt: Attempt) -> dict[str, Json]:
    """One judged candidate: how far it was from a proof, what was found, what it cost."""
    candidate, judgement = attempt.candidate, attempt.judgement
    found, blocked, cost = judgement.counterexample, judgement.blocked, candidate.cost
    return {
        "number": attempt.number,
        "body": candidate.body,
        "helpers": list(candidate.helpers),
        "verdict": judgement.verdict.value,
        "distance": dict(attempt.distance.to_json()),
        "reason": judgement.reason or None,
        "note": candidate.note or None,
        "generator": candidate.generator,
        "base": attempt.base,
        "wanted": attempt.wanted.value,
        "cost": {
            "tokens": cost.tokens,
            "money_usd": cost.money_usd,
            "cpu_seconds": round(cost.cpu_seconds, 4),
        },
        "seconds": round(judgement.seconds, 4),
        "findings": [finding_json(known) for known in judgement.findings],
        "counterexample": counterexample_json(found) if found else None,
        "blocked": blocked_json(blocked) if blocked else None,
    }
