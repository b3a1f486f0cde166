"""`lemmata suggest`: contracts that bodies provably meet, as decorators to paste."""

import argparse

from lemmata.analyses.suggesting import Suggestion, suggest_module
from lemmata.cli.output import ExitCode
from lemmata.cli.telling import Telling, tell
from lemmata.contracts.codec import Json
from lemmata.targets import Target, find_targets


def run(arguments: argparse.Namespace) -> ExitCode:
    """Suggest for every function of the target; a file that cannot be used stops no other."""
    targets = find_targets(arguments.target)
    found, errors = tell(
        arguments, targets, Telling("suggesting for", suggest_module, show, suggestion_json)
    )
    if errors:
        return ExitCode.BAD_INPUT
    is_told = not any(suggestion.reason for suggestion in found)
    return ExitCode.DONE if is_told else ExitCode.UNDECIDED


def suggestion_json(target: Target, suggestion: Suggestion) -> Json:
    """One function as JSON."""
    return {
        "file": str(target.path),
        "function": suggestion.function,
        "line": suggestion.line,
        "requires": list(suggestion.requires),
        "ensures": list(suggestion.ensures),
        "implied": list(suggestion.implied),
        "moves": list(suggestion.moves),
        "decorators": list(suggestion.decorators),
        "total": suggestion.total,
        "verdict": suggestion.verdict.value if suggestion.verdict else None,
        "reason": suggestion.reason or None,
    }


def show(target: Target, suggestion: Suggestion) -> None:
    """The verdict on the file as it would be, the decorators, and what follows from them."""
    title = f"{target.path}::{suggestion.function}"
    if suggestion.reason:
        print(f"nothing  {title}  {suggestion.reason}")
        return
    judged = suggestion.verdict.value if suggestion.verdict else "nothing"
    note = "  raises for no input" if suggestion.total else ""
    print(f"{judged}  {title}{note}")
    for line in suggestion.decorators:
        print(f"    {line}")
    for text in (*suggestion.implied, *suggestion.moves):
        print(f"    also: {text}")
