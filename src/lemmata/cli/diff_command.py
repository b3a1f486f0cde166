"""`lemmata diff`: do two versions of a file behave alike, function by function."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from lemmata.analyses.bench import Bench
from lemmata.analyses.differing import Comparison, Relation, compare_modules
from lemmata.analyses.revisions import module_at
from lemmata.analyses.wording import call_text, outcome_text
from lemmata.cli.linking import linker
from lemmata.cli.outcomes import outcome_json
from lemmata.cli.output import ExitCode, print_json
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json, to_json
from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module

_DIFFERENT = {Relation.DIFFERENT, Relation.CHANGED, Relation.REMOVED}


def run(arguments: argparse.Namespace) -> ExitCode:
    """Compare every function that both versions have, and name those that only one has."""
    old, new, name = versions(arguments)
    found: list[Comparison] = []
    with Bench(arguments.budget) as bench, watch(1) as progress:
        progress.say(f"comparing {old.path} with {new.path}")
        for comparison in compare_modules(bench, old, new, name):
            found.append(comparison)
            if not arguments.json:
                print(comparison_text(new.path, comparison))
        progress.advance()
    if arguments.json:
        results: list[Json] = [comparison_json(comparison) for comparison in found]
        print_json({"old": old.path, "new": new.path, "results": results})
    return exit_code(found)


def versions(arguments: argparse.Namespace) -> tuple[Module, Module, str | None]:
    """Both versions and the function that is meant, or None for all.

    Raises:
        InputError: a file or a revision that cannot be used; too few or too many files.
    """
    if arguments.git is None and arguments.new is None:
        raise ChoiceError("two files are compared", remedy="lemmata diff OLD.py NEW.py")
    if arguments.git is not None and arguments.new is not None:
        raise ChoiceError("--git compares one file", remedy="lemmata diff --git REV FILE.py")
    where, _, name = (arguments.new or arguments.old).partition("::")
    link = linker(arguments.lemmas)
    new = read_module(Path(where), needs_contract=False, link=link)
    if arguments.git is not None:
        old = module_at(arguments.git, Path(where), link)
    else:
        first, _, other = arguments.old.partition("::")
        if other not in ("", name):
            raise ChoiceError(
                f"{other} and {name or 'a whole file'} cannot be compared",
                remedy="name the function after the new file; functions are paired by name",
            )
        old = read_module(Path(first), needs_contract=False, link=link)
    return old, new, name or None


def exit_code(found: Sequence[Comparison]) -> ExitCode:
    """A difference outweighs what is unknown; a function that is new is no difference."""
    relations = {comparison.relation for comparison in found}
    if relations & _DIFFERENT:
        return ExitCode.REFUTED
    return ExitCode.UNDECIDED if Relation.UNKNOWN in relations else ExitCode.DONE


def comparison_text(path: str, found: Comparison) -> str:
    """One function on a line."""
    parts = [found.relation.value, f"{path}::{found.function}"]
    if found.relation is Relation.EQUAL:
        parts.append(found.assurance.value if found.assurance else found.method)
    if found.witness is not None:
        shown = call_text(found.function, found.witness.arguments)
        old, new = outcome_text(found.witness.old), outcome_text(found.witness.new)
        parts.append(f"{shown} {new}, and the old one {old}")
    parts += [part for part in (found.reason, *found.notes) if part]
    return "  ".join(parts)


def comparison_json(found: Comparison) -> Json:
    """One function as JSON."""
    witness = found.witness
    return {
        "function": found.function,
        "relation": found.relation.value,
        "method": found.method or None,
        "assurance": found.assurance.value if found.assurance else None,
        "witness": {
            "arguments": {name: to_json(value) for name, value in witness.arguments},
            "old": outcome_json(witness.old),
            "new": outcome_json(witness.new),
        }
        if witness
        else None,
        "reason": found.reason or None,
        "notes": list(found.notes),
        "assumptions": list(found.assumptions),
    }
