"""`lemmata explain`: what functions do, region by region of their inputs."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lemmata.analyses.cases import MARK, cases
from lemmata.analyses.explaining import Admitted, Explained, Explanation, explain_module
from lemmata.analyses.wording import call_text
from lemmata.cli.outcomes import outcome_json
from lemmata.cli.output import ExitCode
from lemmata.cli.telling import Telling, tell
from lemmata.contracts.codec import Json, to_json
from lemmata.contracts.errors import ChoiceError, FileError, Place
from lemmata.contracts.values import to_python
from lemmata.contracts.whole_files import write_whole
from lemmata.evidence.lemmas import lemma_only_tested
from lemmata.language.interpreter import Returned
from lemmata.targets import Target, find_targets

_WIDTH = 100
"""Columns where stdout is no terminal."""


def run(arguments: argparse.Namespace) -> ExitCode:
    """Explain every function of the target; a file that cannot be used does not stop the others."""
    targets = find_targets(arguments.target)
    tests: Path | None = arguments.tests
    if tests is not None:
        check_place(tests, targets)
    places: tuple[Path, ...] = tuple(arguments.lemmas)
    telling = Telling(
        "explaining", explain_module, partial(show, places), partial(explanation_json, places)
    )
    found, errors = tell(arguments, targets, telling)
    if tests is not None and not errors:
        write_tests(tests, targets[0].path, found)
    if errors:
        return ExitCode.BAD_INPUT
    is_told = all(explanation.regions for explanation in found)
    return ExitCode.DONE if is_told else ExitCode.UNDECIDED


def check_place(tests: Path, targets: Sequence[Target]) -> None:
    """Bad input, unless the tests are of one file and replace nothing but earlier ones.

    Raises:
        ChoiceError: a folder to explain, or a file that was not made here.
        FileError: no folder to write into, or a file that cannot be read.
    """
    if len(targets) != 1:
        raise ChoiceError("--tests takes one task file", remedy="name FILE.py or FILE.py::name")
    if not tests.parent.is_dir():
        raise FileError("no such folder", place=Place(str(tests.parent)), remedy="make it first")
    if not tests.exists():
        return
    try:
        is_ours = tests.read_text().startswith(MARK)
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot be read: {error}", place=Place(str(tests))) from error
    if not is_ours:
        raise ChoiceError(
            "this file was not made by `lemmata explain --tests`, so it is not replaced",
            place=Place(str(tests)),
            remedy="name another file",
        )


def write_tests(tests: Path, source: Path, found: Sequence[Explanation]) -> None:
    """Write the cases aside, then in place."""
    where = Path(os.path.relpath(source, tests.parent)).as_posix()
    try:
        write_whole(tests, cases(source, where, found).encode())
    except OSError as error:
        raise FileError(f"cannot be written: {error}", place=Place(str(tests))) from error


def explanation_json(places: Sequence[Path], target: Target, explanation: Explanation) -> Json:
    """One function as JSON."""
    tested = lemma_only_tested(target.path, explanation.function, places)
    return {
        "file": str(target.path),
        "function": explanation.function,
        "line": explanation.line,
        "has_contract": explanation.has_contract,
        "regions": [region_json(region) for region in explanation.regions],
        "reason": explanation.reason or None,
        "tested": str(tested) if tested else None,
    }


def region_json(region: Explained) -> Json:
    """One region as JSON."""
    witness = region.witness
    return {
        "condition": region.condition,
        "returns": region.returns,
        "raises": region.raises,
        "beyond": region.is_beyond,
        "unsaid": region.is_unsaid,
        "line": region.line,
        "witness": {
            "arguments": {name: to_json(value) for name, value in witness.arguments},
            "outcome": outcome_json(witness.outcome),
            "admitted": witness.is_admitted,
            "broken": witness.broken or None,
        }
        if witness
        else None,
        "admitted": region.admitted.value,
        "contract_speaks": region.speaks,
        "constrained_by": list(region.constrained_by),
        "declared": region.is_declared,
    }


def show(places: Sequence[Path], target: Target, explanation: Explanation) -> None:
    """A title, then the regions as a table, or why there are none."""
    tested = lemma_only_tested(target.path, explanation.function, places)
    said = f"  (only tested, as {tested} says)" if tested else ""
    title = f"{target.path}::{explanation.function}{said}"
    if not explanation.regions:
        print(f"{title}: unsupported: {explanation.reason}")
        return
    print(title)
    # A colour would say nothing that the words do not.
    console = Console(
        width=None if sys.stdout.isatty() else _WIDTH, color_system=None, highlight=False
    )
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="")
    for heading in ("where", "it", "for example", "and the contract"):
        table.add_column(heading, overflow="fold")
    for region in explanation.regions:
        cells = (region.condition, outcome_of(region), example_of(region))
        table.add_row(*map(Text, (*cells, contract_of(region, explanation))))
    with console.capture() as shown:
        console.print(table)
    print("\n".join(f"  {line.rstrip()}" for line in shown.get().splitlines()))


def outcome_of(region: Explained) -> str:
    """What happens in a region, in words."""
    if region.returns is not None:
        return f"returns {region.returns}"
    if region.raises is not None:
        return f"raises {region.raises}"
    if region.is_beyond:
        return f"goes on in line {region.line}"
    if region.is_unsaid:
        return "returns what no expression says"
    return f"leaves a declared type in line {region.line}"


def example_of(region: Explained) -> str:
    """The witness and what it led to."""
    witness = region.witness
    if witness is None:
        return "no input that ends is known" if region.is_beyond else "no input is known"
    outcome = witness.outcome
    ends = to_python(outcome.value) if isinstance(outcome, Returned) else outcome.error
    return f"{call_text('', witness.arguments)} → {ends}"


def contract_of(region: Explained, explanation: Explanation) -> str:
    """What the contract says of a region."""
    if not explanation.has_contract:
        return "is not there"
    if region.admitted is Admitted.NONE:
        return "excludes it"
    if region.witness is not None and region.witness.broken:
        return f"is broken: {region.witness.broken}"
    said = [*region.constrained_by]
    if region.raises:
        said.append("declares it" if region.is_declared else "forbids it")
    if region.has_examples:
        said.append("has an example")
    shown = "; ".join(said) or "says nothing"
    limits = {Admitted.SOME: "for a part: ", Admitted.UNKNOWN: "for an unknown part: "}
    return f"{limits.get(region.admitted, '')}{shown}"
