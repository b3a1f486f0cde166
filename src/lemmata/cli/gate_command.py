"""`lemmata gate`: one body through the six gates, in order."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lemmata.assembly import prover_of
from lemmata.cli.linking import linker
from lemmata.cli.output import ExitCode, counterexample_json, print_json, table
from lemmata.cli.progress import watch
from lemmata.cli.prove_command import places_of, settings_of
from lemmata.contracts.codec import Json
from lemmata.contracts.gating import ORDER, GateOutcome, GateResult, Score, ended
from lemmata.contracts.verdicts import Finding, Verdict
from lemmata.gates import Submission, Toolbox, nearest_policies, submit
from lemmata.gates.running import judge
from lemmata.proving import Session
from lemmata.targets import single_target

_COLOURS = {
    GateOutcome.PASSED: "32",
    GateOutcome.FAILED: "31",
    GateOutcome.BROKEN: "35",
    GateOutcome.SKIPPED: "33",
}
_EXITS = {
    GateOutcome.PASSED: ExitCode.DONE,
    GateOutcome.FAILED: ExitCode.REFUTED,
    GateOutcome.BROKEN: ExitCode.UNDECIDED,
}
_UNTOLD = ("python", "CPython", "walls")
"""Tools that the table leaves out: `--json` has all."""

Judged = tuple[Submission, tuple[GateResult, ...]]


def run(arguments: argparse.Namespace) -> ExitCode:
    """Judge every function of the target; a failed one does not stop the others."""
    target = single_target(arguments.target)
    policies = nearest_policies(target.path, arguments.policy)
    submissions = submit(
        target.path,
        target.name,
        policies,
        candidate=arguments.candidate,
        golden=arguments.golden,
        link=linker(places_of(arguments, None)),
    )
    asked = ORDER[: ORDER.index(arguments.until) + 1]
    judged: list[Judged] = []
    with (
        Session(settings_of(arguments)) as session,
        Toolbox() as box,
        watch(len(submissions)) as progress,
    ):
        tools = box.tools(prover_of(session))
        for submission in submissions:
            progress.say(f"judging {submission.function}")
            results = judge(
                submission, tools, asked=asked, every=arguments.all, clock=box.cpu_seconds
            )
            judged.append((submission, results))
            if not arguments.json:
                show(submission, results)
            progress.advance()
    if arguments.json:
        print_json({"policy": _path(policies.path), "results": [_json(*one) for one in judged]})
    return exit_code([results for _, results in judged])


def exit_code(judged: Sequence[tuple[GateResult, ...]]) -> ExitCode:
    """A failure outweighs what is broken or not sure."""
    codes = {_code(results) for results in judged}
    for code in (ExitCode.REFUTED, ExitCode.UNDECIDED):
        if code in codes:
            return code
    return ExitCode.DONE


def _code(results: tuple[GateResult, ...]) -> ExitCode:
    """A proof that was not found is no failure of the body: nobody knows."""
    failed = [one for one in results if one.outcome is GateOutcome.FAILED]
    if failed and all(_is_unsure(one) for one in failed):
        return ExitCode.UNDECIDED
    return _EXITS[ended(results)]


def _is_unsure(result: GateResult) -> bool:
    return result.judgement is not None and result.judgement.verdict is not Verdict.REFUTED


def _path(path: Path | None) -> Json:
    return str(path) if path else None


def _json(submission: Submission, results: tuple[GateResult, ...]) -> Json:
    return {
        "file": submission.path,
        "function": submission.function,
        "outcome": ended(results).value,
        "assurance": assurance_of(results) or None,
        "gates": [result_json(result) for result in results],
    }


def assurance_of(results: Sequence[GateResult]) -> str:
    """``proved`` or ``tested``; nothing where the run did not pass."""
    if ended(tuple(results)) is not GateOutcome.PASSED:
        return ""
    return next((one.assurance for one in results if one.assurance), "")


def result_json(result: GateResult) -> Json:
    """One gate's word as JSON."""
    return {
        "gate": result.gate,
        "outcome": result.outcome.value,
        "findings": [finding_json(found) for found in result.findings],
        "scores": [score_json(score) for score in result.scores],
        "notes": list(result.notes),
        "tools": dict(result.tools),
        "rules": result.rules or None,
        "cpu_seconds": round(result.cpu_seconds, 4),
    }


def finding_json(found: Finding) -> Json:
    """One finding as JSON."""
    known = found.counterexample
    return {
        "rule": found.rule,
        "severity": found.severity,
        "path": found.place.path,
        "line": found.place.line or None,
        "message": found.message,
        "requirement": found.requirement or None,
        "near_miss": found.near_miss or None,
        "counterexample": counterexample_json(known) if known else None,
    }


def score_json(score: Score) -> Json:
    """One field's score in one split as JSON."""
    return {
        "field": score.field,
        "split": score.split,
        "right": score.right,
        "rows": score.rows,
        "share": round(score.share, 6),
        "low": round(score.low, 6),
        "high": round(score.high, 6),
        "threshold": score.threshold,
    }


def show(submission: Submission, results: tuple[GateResult, ...]) -> None:
    """A table of the gates, then what they found, with what to do about it."""
    print(f"{submission.path}::{submission.function}")
    rows = [(r.gate, r.outcome.value, f"{1000 * r.cpu_seconds:.0f}", _said(r)) for r in results]
    header, *lines = table(("gate", "outcome", "CPU ms", ""), rows).split("\n")
    print(header)
    for line, result in zip(lines, results, strict=True):
        print(_painted(line, result.outcome))
    for result in results:
        for score in result.scores:
            print(
                f"  {score.field}, {score.split}: {score.right} of {score.rows} right,"
                f" 95% from {score.low:.1%} to {score.high:.1%}"
            )
        for found in result.findings:
            print(f"{found.place}: {found.severity}: {found.rule}: {found.message}")
            if found.requirement:
                print(f"    {found.requirement}")


def _said(result: GateResult) -> str:
    told = list(result.notes)
    if result.findings:
        told.insert(0, f"{len(result.errors)} errors, {len(result.findings)} findings")
    if result.assurance == "proved" and result.judgement and result.judgement.assurance:
        told.insert(0, f"proved, {result.judgement.assurance.value}")
    told += [f"{name} {version}" for name, version in result.tools if name not in _UNTOLD]
    return "; ".join(told)


def _painted(line: str, outcome: GateOutcome) -> str:
    """The outcome in colour on a terminal, unless NO_COLOR is set."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return line
    painted = f"\x1b[{_COLOURS[outcome]}m{outcome.value}\x1b[0m"
    return line.replace(outcome.value, painted, 1)
