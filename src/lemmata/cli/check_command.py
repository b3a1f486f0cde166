"""`lemmata check`: certificates again, without the prover or the generator that made them."""

import argparse
import sys
from pathlib import Path

from lemmata.cli.output import ExitCode, need_folder, print_json
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json
from lemmata.evidence import CheckReport, check


def run(arguments: argparse.Namespace) -> ExitCode:
    """Check every folder named; all are checked even when one is broken."""
    folders = [*dict.fromkeys(map(folder_of, arguments.folders))]
    for folder in folders:
        need_folder(folder)
    reports: list[tuple[Path, CheckReport]] = []
    with watch(len(folders)) as progress:
        for folder in folders:
            progress.say(f"checking {folder}")
            reports.append((folder, check(folder, arguments.lemmas)))
            progress.advance()
    if arguments.json:
        print_json({"results": [report_json(folder, report) for folder, report in reports]})
    else:
        for folder, report in reports:
            show(folder, report)
    return ExitCode.DONE if all(report.ok for _, report in reports) else ExitCode.REFUTED


def folder_of(path: Path) -> Path:
    """The lemma that a path means: a folder, or any file in one, as hooks name them."""
    if path.is_dir():
        return path
    return next((above for above in path.parents if above.suffix == ".lemma"), path)


def report_json(folder: Path, report: CheckReport) -> Json:
    """One checked folder as JSON."""
    return {
        "lemma": str(folder),
        "ok": report.ok,
        "assurance": report.assurance.value if report.assurance else None,
        "obligations": report.obligations,
        "seconds": round(report.seconds, 4),
        "proofs": report.proofs,
        "accepted": report.accepted,
        "components": [str(place) for place in report.components],
        "gates": list(report.gates),
        "notes": list(report.notes),
        "problems": [{"file": p.file, "message": p.message} for p in report.problems],
    }


def show(folder: Path, report: CheckReport) -> None:
    """One line for a lemma that holds, one more for each problem of one that does not."""
    assurance = report.assurance.value if report.assurance else "none"
    state = "holds" if report.ok else "BROKEN"
    asked = report.accepted is not None
    seen = f", ethos accepts {report.accepted} of {report.proofs} proofs" if asked else ""
    lemmas = [place.name for place in report.components]
    below = f", built on {', '.join(lemmas)}" if lemmas else ""
    print(f"{state}  {folder}  {assurance}, {report.obligations} obligations{seen}{below}")
    if report.ok and report.gates:
        print(f"  as sealed, not asked again: passed {', '.join(report.gates)}")
    for note in report.notes:
        print(f"  note: {note}", file=sys.stderr)
    for problem in report.problems:
        print(f"  {problem.file}: {problem.message}", file=sys.stderr)
