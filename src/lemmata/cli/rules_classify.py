"""`lemmata rules classify`: pure, hybrid and empirical functions, and the cores of hybrids."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from lemmata.cli.output import ExitCode, print_json
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import FileError, Place
from lemmata.rules.classify import Classified, Nature, classify


def run(arguments: argparse.Namespace) -> ExitCode:
    """Classify every function of the files."""
    results: list[Json] = []
    natures: set[Nature] = set()
    for path in files_of(arguments.paths):
        for found in classify(path):
            natures.add(found.nature)
            results.append(_json(path, found))
            if not arguments.json:
                _show(path, found)
    if arguments.json:
        print_json({"results": results})
    return ExitCode.DONE if natures <= {Nature.PURE} else ExitCode.UNDECIDED


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files named, and every Python file of the folders named.

    Raises:
        FileError: nothing is there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not inside:
            raise FileError(
                "no Python file in this folder", place=Place(str(path)), remedy="name a file"
            )
        found.update(dict.fromkeys(inside))
    return list(found)


def _json(path: Path, found: Classified) -> Json:
    rule = found.rule.rule if found.rule else None
    return {
        "file": str(path),
        "function": found.function,
        "nature": found.nature.value,
        "line": found.line,
        "reasons": [
            {"cause": one.cause.value, "text": one.text, "line": one.line} for one in found.reasons
        ],
        "inputs": rule.domain.size if rule else None,
        "reads": list(rule.domain.names) if rule else [],
        "writes": [one.name for one in rule.outputs] if rule else [],
        "core": found.core or None,
        "probes": [{"name": one.name, "text": one.text, "line": one.line} for one in found.probes],
    }


def _show(path: Path, found: Classified) -> None:
    """A line for the function, one for each reason, and the core's text."""
    size = f"  {found.rule.rule.domain.size:,} inputs" if found.rule else ""
    print(f"{found.nature.value}  {path}::{found.function}{size}")
    for one in found.reasons:
        print(f"  {one.cause.value}, line {one.line}: {one.text}")
    for probe in found.probes:
        print(f"  {probe.name} is `{probe.text}`, line {probe.line}")
    for line in found.core.splitlines():
        print(f"    {line}")
