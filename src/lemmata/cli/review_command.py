"""`lemmata review`: what is wrong or odd with the contracts of a file."""

import argparse
from collections.abc import Sequence

from lemmata.analyses.remarks import Remark, Review
from lemmata.analyses.reviewing import review_module
from lemmata.cli.output import ExitCode
from lemmata.cli.telling import Telling, tell
from lemmata.contracts.codec import Json, to_json
from lemmata.targets import Target, find_targets


def run(arguments: argparse.Namespace) -> ExitCode:
    """Review every task of the target; a file that cannot be used does not stop the others."""
    targets = find_targets(arguments.target)
    telling = Telling("reviewing", review_module, show, review_json, needs_contract=True)
    reviews, errors = tell(arguments, targets, telling)
    found = exit_code(reviews, is_strict=arguments.strict)
    return ExitCode.BAD_INPUT if errors else found


def exit_code(reviews: Sequence[Review], *, is_strict: bool) -> ExitCode:
    """A finding outweighs what is undecided; notes are findings only where that is asked for."""
    if any(review.remarks if is_strict else review.errors for review in reviews):
        return ExitCode.REFUTED
    decided = all(review.is_decided for review in reviews)
    if is_strict:
        decided = not any(review.undecided for review in reviews)
    return ExitCode.DONE if decided else ExitCode.UNDECIDED


def review_json(target: Target, review: Review) -> Json:
    """One reviewed function as JSON."""
    return {
        "file": str(target.path),
        "function": review.function,
        "findings": [remark_json(remark) for remark in review.remarks],
        "undecided": [{"rule": rule.value, "reason": why} for rule, why in review.undecided],
    }


def remark_json(remark: Remark) -> Json:
    """One finding as JSON."""
    return {
        "rule": remark.rule.value,
        "severity": remark.severity.value,
        "line": remark.line,
        "message": remark.message,
        "remedy": remark.remedy,
        "arguments": {name: to_json(value) for name, value in remark.arguments},
        "outputs": [to_json(value) for value in remark.outputs],
    }


def remark_text(path: str, remark: Remark) -> str:
    """One finding on a line, with its place first, as editors like it."""
    where = f"{path}:{remark.line}"
    return f"{where}: {remark.severity.value}: {remark.rule.value}: {remark.message}"


def show(target: Target, review: Review) -> None:
    """Each finding with its remedy, and what is undecided; a line also where all is well."""
    for remark in review.remarks:
        print(remark_text(str(target.path), remark))
        print(f"    {remark.remedy}")
    for rule, why in review.undecided:
        print(f"{target.path}::{review.function}: undecided: {rule.value}: {why}")
    if not review.remarks and not review.undecided:
        print(f"{target.path}::{review.function}: clean")
