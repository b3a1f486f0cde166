"""`lemmata rules check`: proofs of rules again, from their files alone."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lemmata.cli.output import ExitCode, print_json
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import FileError, LemmataError, Place
from lemmata.rules.verifier.checking import check, solvers_when_asked
from lemmata.rules.verifier.machine_proof import is_machine_proof
from lemmata.rules.verifier.proof import read_proof
from lemmata.rules.verifier.report import Found, Report

SUFFIX = ".rule"


def run(arguments: argparse.Namespace) -> ExitCode:
    """Check every proof named; all are checked even when one is broken."""
    folders = folders_of(arguments.folders, changed=arguments.changed)
    reports: list[Report] = []
    with solvers_when_asked() as solvers, watch(len(folders)) as progress:
        for folder in folders:
            progress.say(f"checking {folder}")
            reports.append(check(folder, solvers, arguments.source))
            progress.advance()
    if arguments.json:
        print_json({"results": [_json(report) for report in reports]})
    else:
        for report in reports:
            _show(report)
    if all(report.ok for report in reports):
        return ExitCode.DONE
    wrong = [one for one in reports if one.problems or any(_is_wrong(f) for f in one.found)]
    return ExitCode.REFUTED if wrong else ExitCode.UNDECIDED


def folders_of(paths: Sequence[Path], *, changed: bool = False) -> list[Path]:
    """The proofs that paths mean: .rule folders, files in them, and folders that hold such.

    With ``changed``, a Python file means the proofs beside it, or one folder below, that name it.

    Raises:
        FileError: a path that is none of these.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if changed and path.suffix == ".py":
            found.update(dict.fromkeys(_proofs_of(path)))
            continue
        near = next((p for p in (path, *path.parents) if p.suffix == SUFFIX), None)
        inside = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else []
        if near is None and not inside:
            raise FileError(
                "no proof of a rule", place=Place(str(path)), remedy="name a .rule folder"
            )
        if near is not None and not near.is_dir():
            raise FileError("no such folder", place=Place(str(near)), remedy="name a .rule folder")
        found.update(dict.fromkeys([near] if near is not None else inside))
    return list(found)


def _proofs_of(source: Path) -> list[Path]:
    """The proofs of the rules of a file."""
    folder = source.parent
    near = sorted([*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*/*{SUFFIX}")])
    return [one for one in near if (one / "proof.yaml").is_file() and _names(one, source)]


def _names(folder: Path, source: Path) -> bool:
    """Whether a proof names this source; one that cannot be read might, and is told of."""
    try:
        named = not is_machine_proof(folder)
        return named and read_proof(folder).source.path.resolve() == source.resolve()
    except LemmataError:
        return True


def _is_wrong(found: Found) -> bool:
    return bool(found.problem) and not found.undecided


def _json(report: Report) -> Json:
    return {
        "proof": str(report.folder),
        "rule": report.rule or None,
        "ok": report.ok,
        "assurance": report.assurance,
        "inputs": report.inputs,
        "claims": [
            {
                "claim": one.claim,
                "method": one.method,
                "count": one.count,
                "seconds": round(one.seconds, 4),
                "problem": one.problem or None,
            }
            for one in report.found
        ],
        "problems": list(report.problems),
        "notes": list(report.notes),
    }


def _show(report: Report) -> None:
    state = "holds" if report.ok else "BROKEN"
    inputs = f"{report.inputs:,} inputs"
    print(f"{state}  {report.folder}  {report.assurance or 'none'}, {inputs}", flush=True)
    for note in report.notes:
        print(f"  note: {note}", file=sys.stderr)
    for problem in report.problems:
        print(f"  {problem}", file=sys.stderr)
    for one in report.found:
        if one.problem:
            print(f"  {one.claim}: {one.problem}", file=sys.stderr)
