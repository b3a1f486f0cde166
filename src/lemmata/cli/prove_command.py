"""`lemmata prove`: prove the bodies that are there."""

import argparse
import os
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from lemmata import evidence
from lemmata.cli.annotations import github_lines
from lemmata.cli.linking import linker
from lemmata.cli.output import (
    RESULTS_VERSION,
    ExitCode,
    describe,
    error_json,
    exit_code,
    judgement_json,
    paint,
    print_json,
    remarks,
)
from lemmata.cli.particulars import particulars
from lemmata.cli.progress import watch
from lemmata.cli.sarif import Judged, write_sarif
from lemmata.cli.tested_bodies import TriedBodies
from lemmata.contracts.borrowing import Linker
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError, InputError, LemmataError
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.evidence import rests_on
from lemmata.proving import Known, Places, Session, Settings, prove_module
from lemmata.targets import Target, components_first, find_targets, task_file

Keep = Callable[[Session, Module, Judgement, Known], Path | None]
"""What is done with each judgement; the folder of a certificate, if one was written."""


def keeper(destination: Path | None) -> Keep:
    """Writes the certificate of each proof to a folder of its function's name, if asked to."""
    places = Places()

    def keep(session: Session, module: Module, judgement: Judgement, known: Known) -> Path | None:
        if destination is None or judgement.verdict is not Verdict.PROVED:
            return None
        name = judgement.function
        folder = places.claim(destination / name, module)
        return evidence.write_certificate(folder, module, name, known.evidence, session.solvers)

    return keep


def reproducer(destination: Path | None) -> Callable[[Module, Judgement], Path | None]:
    """Writes each refutation as a failing test, if asked to; the test's file."""
    places = Places()

    def reproduce(module: Module, judgement: Judgement) -> Path | None:
        found = judgement.counterexample
        if destination is None or found is None or judgement.verdict is not Verdict.REFUTED:
            return None
        name, tests = judgement.function, import_module("lemmata.analyses.reproducing")
        places.claim(tests.repro_path(destination, module, name), module)
        return cast(Path, tests.write_repro(destination, module, name, found))

    return reproduce


def run(arguments: argparse.Namespace) -> ExitCode:
    """Prove every task of the targets; a file that cannot be used does not stop the others."""
    keep, reproduce = keeper(arguments.certificate), reproducer(arguments.repro)
    report = Report(as_json=arguments.json, page=arguments.report)
    link = linker(places_of(arguments, arguments.certificate))
    asked = asked_of(arguments, report, link)
    with (
        Session(settings_for(arguments)) as session,
        TriedBodies(report.errors) as bodies,
        watch(len(asked)) as progress,
    ):
        for target, only in asked:
            progress.say(f"proving {target}")
            with report.reading():
                module = read_module(target.path, link=link)
                proofs = prove_module(session, module, target.name, report.errors.append, only)
                for found, known in proofs:
                    judgement = bodies.told(module, found)
                    folder = keep(session, module, judgement, known)
                    test = reproduce(module, judgement)
                    report.judged.append(Judged(target.path, line_of(module, judgement), judgement))
                    more = told_of(module, judgement, known, folder) if report.is_full else {}
                    more["repro"] = str(test) if test else None
                    report.add(target, judgement, folder or test, **more)
            progress.advance()
        report.notes.extend(session.notes)
    if arguments.sarif is not None:
        write_sarif(arguments.sarif, report.judged, report.errors)
    if arguments.annotations is not None:
        # GitHub reads both streams, and stdout is for the one JSON object.
        for line in github_lines(report.judged, report.errors):
            print(line, file=sys.stderr if arguments.json else sys.stdout)
    return report.finish()


def told_of(
    module: Module, judgement: Judgement, known: Known, folder: Path | None
) -> dict[str, Json]:
    """What the JSON says beside the judgement; a proof has what it rests on."""
    is_proof = judgement.verdict is Verdict.PROVED
    evidence = rests_on(judgement.function, known.evidence) if is_proof else ()
    return particulars(module, judgement.function, evidence, folder)


def places_of(arguments: argparse.Namespace, written: Path | None) -> tuple[Path, ...]:
    """Where lemmas are looked for first: the folders named, then the one that is written to."""
    return (*arguments.lemmas, *([written] if written else []))


Asked = list[tuple[Target, Collection[str] | None]]
"""Files with the functions that are meant; None for all of them."""


def asked_of(arguments: argparse.Namespace, report: "Report", link: Linker) -> Asked:
    """What the command line names, or what of it changed.

    Raises:
        InputError: nothing is named, or a revision that cannot be used.
    """
    if arguments.changed_since is None and not arguments.targets:
        raise ChoiceError("no file is named", remedy="name a task file or folder: lemmata prove .")
    if arguments.changed_since is None:
        found = [target for text in arguments.targets for target in find_targets(text)]
        return kept_of([(target, None) for target in components_first(found)], arguments, link)
    changing = import_module("lemmata.analyses.changing")
    changes = changing.changes_since(arguments.changed_since, arguments.targets, link)
    report.notes.extend(changes.skipped)
    if not changes.files:
        report.notes.append(f"no task changed since {arguments.changed_since}")
    return kept_of([(known.target, known.names) for known in changes.files], arguments, link)


def kept_of(asked: Asked, arguments: argparse.Namespace, link: Linker) -> Asked:
    """Without the files that are no task files, if the command line says so."""
    if not arguments.tasks_only:
        return asked
    return [known for known in asked if known[0].name or task_file(known[0].path, link)]


def line_of(module: Module, judgement: Judgement) -> int:
    """The line of the function that was judged; 1 where no task could describe it."""
    task = module.tasks.get(judgement.function)
    place = None if task else module.unsupported[judgement.function].place
    return task.line if task else place.line if place else 1


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings that the command line asks for."""
    return Settings(arguments.budget, tuple(arguments.prover or ()))


def settings_for(arguments: argparse.Namespace) -> Settings:
    """Those of `prove`: certificates and seeds ask the solvers anew, so the cache is off there."""
    is_fresh = arguments.no_cache or arguments.certificate is not None or arguments.seeds > 1
    cache = None if is_fresh else Path(os.environ.get("LEMMATA_CACHE") or ".lemmata_cache")
    return replace(settings_of(arguments), cache=cache, seeds=arguments.seeds)


class _Reading:
    """Catches what makes one file unusable."""

    def __init__(self, errors: list[LemmataError]) -> None:
        self._errors = errors

    def __enter__(self) -> None:
        """Nothing to set up."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, InputError):
            self._errors.append(error)
            return True
        return False


class Report:
    """Collects what `prove` and `compile` say, and prints it as they go or as one object.

    ``page`` is the HTML file to write in the end, if one is asked for.

    Raises:
        InputError: it could not be written.
    """

    def __init__(self, *, as_json: bool, page: Path | None = None) -> None:
        if page is not None:
            import_module("lemmata.report").prepare(page)
        self._page = page
        self.errors: list[LemmataError] = []
        self.notes: list[str] = []
        self.judged: list[Judged] = []
        self._as_json = as_json
        self._results: list[Json] = []
        self._verdicts: list[Verdict] = []

    @property
    def is_full(self) -> bool:
        """Whether anybody sees more than the lines that are printed."""
        return self._as_json or self._page is not None

    def reading(self) -> _Reading:
        """A context in which bad input is noted, and the next file still gets its turn."""
        return _Reading(self.errors)

    def add(self, target: Target, judgement: Judgement, folder: Path | None, **more: Json) -> None:
        """Note a judgement with what was written for it; ``more`` goes into the JSON."""
        self._verdicts.append(judgement.verdict)
        place = str(folder) if folder else None
        is_proof = judgement.verdict is Verdict.PROVED
        result = judgement_json(str(target.path), judgement, place if is_proof else None)
        self._results.append({**result, **more})
        if not self._as_json:
            where = f"{target.path}::{judgement.function}"
            kept = f"  -> {place}" if place else ""
            print(f"{paint(judgement, sys.stdout)}  {where}  {describe(judgement)}{kept}")
            for line in remarks(judgement):
                print(f"  {line}")

    def finish(self) -> ExitCode:
        """Print the JSON object when asked, and every error on stderr; bad input decides."""
        body = self._body()
        if self._page is not None:
            with self.reading():
                import_module("lemmata.report").write_report(self._page, body)
            body = self._body()
        if self._as_json:
            print_json(body)
        for note in self.notes:
            print(f"note: {note}", file=sys.stderr)
        for error in self.errors:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return ExitCode.BAD_INPUT if self.errors else exit_code(self._verdicts)

    def _body(self) -> dict[str, Json]:
        errors = [error_json(error) for error in self.errors]
        body: dict[str, Json] = {"version": RESULTS_VERSION, "results": self._results}
        return {**body, "errors": errors, "notes": [*self.notes]}
