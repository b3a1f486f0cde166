"""`lemmata check`: certificates again, without the prover or the generator that made them."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from lemmata.cli.output import ExitCode, need_folder, print_json
from lemmata.cli.progress import watch
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import FileError, Place
from lemmata.contracts.tasks import Module
from lemmata.evidence import CheckReport, check
from lemmata.evidence.tested import TrialManifest
from lemmata.evidence.tested_checking import Retest, Retested


def run(arguments: argparse.Namespace) -> ExitCode:
    """Check every folder named; all are checked even when one is broken."""
    folders = [*dict.fromkeys(lemma for path in arguments.folders for lemma in lemmas_of(path))]
    for folder in folders:
        need_folder(folder)
    for file in arguments.golden:
        if not file.is_file():
            raise FileError("no such golden set", place=Place(str(file)), remedy="name its file")
    reports: list[tuple[Path, CheckReport]] = []
    retest = retester(tuple(arguments.golden))
    with watch(len(folders)) as progress:
        for folder in folders:
            progress.say(f"checking {folder}")
            reports.append((folder, check(folder, arguments.lemmas, retest=retest)))
            progress.advance()
    if arguments.json:
        print_json({"results": [report_json(folder, report) for folder, report in reports]})
    else:
        for folder, report in reports:
            show(folder, report)
    return exit_code([report for _, report in reports])


def exit_code(reports: Sequence[CheckReport]) -> ExitCode:
    """One that is broken outweighs one that is only tested, which is no proof however it ran."""
    states = {report.state for report in reports}
    if "broken" in states:
        return ExitCode.REFUTED
    return ExitCode.UNDECIDED if "tested" in states else ExitCode.DONE


def retester(golden: tuple[Path, ...] = ()) -> Retest:
    """Runs what is only tested again, in sandboxes that are started where there is such a lemma."""

    def retest(module: Module, manifest: TrialManifest, files: Mapping[str, bytes]) -> Retested:
        retesting = import_module("lemmata.gates.retesting")
        with import_module("lemmata.gates.toolbox").Toolbox() as box:
            again = retesting.Retesting(box.tools(), golden)
            return cast(Retested, again(module, manifest, files))

    return retest


def folder_of(path: Path) -> Path:
    """The lemma that a path means: a folder, or any file in one, as hooks name them."""
    if path.is_dir():
        return path
    return next((above for above in path.parents if above.suffix == ".lemma"), path)


def lemmas_of(path: Path) -> list[Path]:
    """The lemma that a path means, or all lemmas that lie in a folder which is none itself."""
    folder = folder_of(path)
    is_lemma = folder.suffix == ".lemma" or (folder / "manifest.json").exists()
    inside = [] if is_lemma else sorted(one for one in folder.glob("*.lemma") if one.is_dir())
    return inside or [folder]


def report_json(folder: Path, report: CheckReport) -> Json:
    """One checked folder as JSON."""
    return {
        "lemma": str(folder),
        "ok": report.ok,
        "state": report.state,
        "tested": tested_json(report.tested) if report.tested else None,
        "assurance": report.assurance.value if report.assurance else None,
        "obligations": report.obligations,
        "seconds": round(report.seconds, 4),
        "proofs": report.proofs,
        "accepted": report.accepted,
        "components": [str(place) for place in report.components],
        "gates": list(report.gates),
        "again": list(report.again),
        "notes": list(report.notes),
        "problems": [{"file": p.file, "message": p.message} for p in report.problems],
    }


def tested_json(tested: TrialManifest) -> Json:
    """What a lemma that is only tested says."""
    golden = tested.golden
    return {
        "examples": tested.runs.examples,
        "generated": tested.runs.generated,
        "golden": golden.train + golden.held_out if golden else 0,
        "walls": tested.runs.walls,
        "reason": tested.reason,
        "open": list(tested.open),
    }


def show(folder: Path, report: CheckReport) -> None:
    """One line for a lemma that holds, one more for each problem of one that does not."""
    if report.tested is not None and report.state == "tested":
        ran = report.tested.runs
        print(
            f"tested  {folder}  ran again on {ran.examples} examples and {ran.generated} generated"
            f" inputs, behind {ran.walls}"
        )
        print(f"  no proof: {report.tested.reason}")
    else:
        show_proof(folder, report)
    if report.again:
        print(f"  asked again: passed {', '.join(report.again)}")
    kept = [name for name in report.gates if name not in report.again]
    if report.state != "broken" and kept:
        print(f"  as sealed, not asked again: passed {', '.join(kept)}")
    for note in report.notes:
        print(f"  note: {note}", file=sys.stderr)
    for problem in report.problems:
        print(f"  {problem.file}: {problem.message}", file=sys.stderr)


def show_proof(folder: Path, report: CheckReport) -> None:
    """The line of a proof, or of what is broken."""
    assurance = report.assurance.value if report.assurance else "none"
    state = "holds" if report.ok else "BROKEN"
    asked = report.accepted is not None
    seen = f", ethos accepts {report.accepted} of {report.proofs} proofs" if asked else ""
    lemmas = [place.name for place in report.components]
    below = f", built on {', '.join(lemmas)}" if lemmas else ""
    print(f"{state}  {folder}  {assurance}, {report.obligations} obligations{seen}{below}")
