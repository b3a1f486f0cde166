"""`lemmata suggest`: contracts that bodies provably meet, as decorators to paste."""

import argparse
import sys

from lemmata.analyses.bench import Bench
from lemmata.analyses.suggesting import Suggestion, suggest_module
from lemmata.cli.output import ExitCode, error_json, print_json
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_module
from lemmata.targets import Target, find_targets


def run(arguments: argparse.Namespace) -> ExitCode:
    """Suggest for every function of the target; a file that cannot be used stops no other."""
    targets = find_targets(arguments.target)
    found: list[tuple[Target, Suggestion]] = []
    errors: list[InputError] = []
    with Bench(arguments.budget) as bench, watch(len(targets)) as progress:
        for target in targets:
            progress.say(f"suggesting for {target}")
            try:
                module = read_module(target.path, needs_contract=False)
                for suggestion in suggest_module(bench, module, target.name):
                    found.append((target, suggestion))
                    if not arguments.json:
                        show(target, suggestion)
            except InputError as error:
                errors.append(error)
            progress.advance()
    if arguments.json:
        results: list[Json] = [suggestion_json(*known) for known in found]
        print_json({"results": results, "errors": [error_json(known) for known in errors]})
    for known in errors:
        print(f"{type(known).__name__}: {known}", file=sys.stderr)
    if errors:
        return ExitCode.BAD_INPUT
    is_told = not any(suggestion.reason for _, suggestion in found)
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
