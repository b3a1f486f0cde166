"""Contracts as test items: files are parsed and never imported, one warm session a process.

A function is judged in the set-up of its item, so that a tool that breaks is an error and no
failure. Solver answers are kept as `lemmata prove` keeps them: by a digest of the obligations (the
function, what it calls) and of the solvers. Whole verdicts are not kept.
"""

import json
import os
import shlex
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

from lemmata.cli.linking import linker
from lemmata.cli.output import (
    RESULTS_VERSION,
    describe,
    error_json,
    judgement_json,
    remarks,
)
from lemmata.contracts.borrowing import Linker
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import InputError, LemmataError
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Counterexample, Judgement, Verdict
from lemmata.contracts.whole_files import write_whole
from lemmata.language.parsing import parse_program
from lemmata.provers import callees_first
from lemmata.proving import Known, Session, Settings, is_open
from lemmata.targets import contracted, task_file

UNDECIDED = ("xfail", "fail", "skip")
_SAID = "lemmata"
"""The attribute of a report, as JSON text, by which results travel from pytest-xdist's workers."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the options and the configuration file ask for."""

    undecided: str
    settings: Settings
    link: Linker
    report: Path | None


@dataclass(slots=True)
class FileProofs:
    """What is known of one file: each function is judged once, after those that it calls."""

    module: Module
    known: Known = field(default_factory=Known)
    judged: dict[str, Judgement] = field(default_factory=dict)

    def judgement(self, session: Session, name: str) -> Judgement:
        """The judgement of a function; one whose body is open is `unknown`.

        Raises:
            InputError: its contract admits nothing or contradicts itself.
        """
        program = parse_program(self.module)
        if is_open(program, name):
            return Judgement(name, Verdict.UNKNOWN, reason="its body is open: `lemmata compile`")
        for current in callees_first(program, [name]):
            if current in self.judged or is_open(program, current):
                continue
            try:
                self.judged[current] = session.judge(self.module, program, current, self.known)
            except InputError:
                if current == name:  # that of a callee is told by its own item
                    raise
        return self.judged[name]


class Contracts:
    """The plug-in of one process: what is collected, the session that judges, what is written."""

    def __init__(self, config: pytest.Config, choices: Choices) -> None:
        self.choices = choices
        self._config = config
        self._session: Session | None = None
        self._said: list[dict[str, Any]] = []

    @property
    def session(self) -> Session:
        """The warm session, started by the first item that runs."""
        if self._session is None:
            self._session = Session(self.choices.settings)
        return self._session

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Add the contracts of a task file; a task file that is no test file is not imported."""
        found = yield
        is_python = file_path.suffix == ".py"
        shown = _shown(file_path)
        held = task_file(file_path, self.choices.link, shown=shown) if is_python else None
        if held is None:
            return found
        if not any(file_path.match(known) for known in self._config.getini("python_files")):
            found = [known for known in found if type(known) is not pytest.Module]
        # Below the session: a package would import its `__init__.py` when an item is set up.
        node = ContractFile.from_parent(parent.session, path=file_path)
        node.fill(self, held)
        return [*found, node]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Give the report of the set-up what was found, also across processes."""
        report = yield
        if isinstance(item, ContractItem | UnreadableItem) and call.when == "setup":
            vars(report)[_SAID] = json.dumps(item.said)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what was found, here or by a worker of pytest-xdist."""
        said = vars(report).get(_SAID)
        if said is not None:
            self._said.append(json.loads(said))

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Say what kept the cache from being used; older pytests do not export the type."""
        for note in self._session.notes if self._session else ():
            terminalreporter.write_line(f"lemmata: {note}")

    def pytest_sessionfinish(self) -> None:
        """End the solvers, and write the results where that was asked for."""
        if self._session is not None:
            self._session.close()
        if self.choices.report is not None and not hasattr(self._config, "workerinput"):
            write_report(self.choices.report, self._said)


def plugin_of(config: pytest.Config) -> Contracts:
    """The plug-in as the options and the configuration file ask.

    Raises:
        pytest.UsageError: a value that no option can have.
    """
    undecided = config.getoption("lemmata_unknown") or config.getini("lemmata_unknown")
    if undecided not in UNDECIDED:
        raise pytest.UsageError(
            f"lemmata_unknown is {undecided!r}; it may be {', '.join(UNDECIDED)}"
        )
    text = config.getoption("lemmata_budget") or config.getini("lemmata_budget")
    try:
        budget = float(text)
    except ValueError:
        budget = 0.0
    if not 0 < budget <= 86_400:
        raise pytest.UsageError(f"lemmata_budget is {text!r}, not between 0 and 86400 seconds")
    kept = Path(os.environ.get("LEMMATA_CACHE") or config.rootpath / ".lemmata_cache")
    cache = None if config.getoption("lemmata_no_cache") else kept.absolute()
    lemmas = [Path(known) for known in config.getoption("lemmata_lemmas")]
    report = _writable(config.getoption("lemmata_json"))
    settings = Settings(budget, cache=cache)
    return Contracts(config, Choices(undecided, settings, linker(lemmas), report))


def _writable(name: str | None) -> Path | None:
    if name is None:
        return None
    file = Path(name).absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError(f"{name} cannot be written: {error.strerror or error}") from error
    if file.is_dir():
        raise pytest.UsageError(f"{name} cannot be written: it is a folder")
    return file


class ContractFile(pytest.File):
    """A task file; its items are its functions with contracts, or why it cannot be read."""

    def fill(self, contracts: Contracts, task_file: Module | InputError) -> None:
        """Set what the items are made from; nodes are made by pytest, without it."""
        self._contracts = contracts
        self._task_file = task_file

    def collect(self) -> Iterable[pytest.Item]:
        """One item for each function with a contract, in the file's order."""
        if isinstance(self._task_file, InputError):
            return [UnreadableItem.of(self, self._task_file)]
        proofs = FileProofs(self._task_file)
        return [
            ContractItem.of(self, self._contracts, proofs, name)
            for name in contracted(self._task_file)
        ]


class UnreadableItem(pytest.Item):
    """Stands for a file whose contracts cannot be read; an error, and the other files go on."""

    error: InputError

    @classmethod
    def of(cls, parent: ContractFile, error: InputError) -> Self:
        """The item of a file."""
        item = cls.from_parent(parent, name="unreadable[contract]")
        item.error = error
        return item

    @property
    def said(self) -> dict[str, Json]:
        """The error as the commands print it."""
        return {"error": error_json(self.error)}

    def setup(self) -> None:
        """Fail before anything runs."""
        pytest.fail(_told(self.error), pytrace=False)

    def runtest(self) -> None:
        """Never reached."""
        raise AssertionError("an unreadable file passed its set-up")

    def reportinfo(self) -> tuple[Path, int, str]:
        """The line of the error."""
        line = self.error.place.line if self.error.place else 0
        return self.path, max(line - 1, 0), self.name


class ContractItem(pytest.Item):
    """A function with a contract: passes if it is proved."""

    contracts: Contracts
    proofs: FileProofs
    task: str
    """The function's name; pytest takes an attribute `function` for the function itself."""
    judgement: Judgement
    said: dict[str, Json]
    """What the JSON file says of it: a ``result`` or an ``error``."""

    @classmethod
    def of(
        cls, parent: ContractFile, contracts: Contracts, proofs: FileProofs, function: str
    ) -> Self:
        """The item of a function."""
        item = cls.from_parent(parent, name=f"{function}[contract]")
        item.contracts, item.proofs, item.task = contracts, proofs, function
        item.said = {}
        return item

    def setup(self) -> None:
        """Judge the function; bad input and a tool that breaks are errors."""
        try:
            judgement = self.proofs.judgement(self.contracts.session, self.task)
        except LemmataError as error:
            self.said = {"error": error_json(error)}
            pytest.fail(_told(error), pytrace=False)
        self.judgement = judgement
        self.said = {"result": judgement_json(self.proofs.module.path, judgement, None)}
        assurance = judgement.assurance.value if judgement.assurance else ""
        self.user_properties.append(("lemmata_verdict", judgement.verdict.value))
        self.user_properties.append(("lemmata_assurance", assurance))
        if judgement.verdict is Verdict.FAILED:
            pytest.fail(self._lines(judgement), pytrace=False)

    def runtest(self) -> None:
        """Pass if the function is proved; the options say what becomes of what is undecided."""
        judgement = self.judgement
        if judgement.verdict is Verdict.PROVED:
            return
        if judgement.verdict is not Verdict.REFUTED:
            said = f"{self.task}: {judgement.verdict.value}: {describe(judgement)}"
            if self.contracts.choices.undecided == "skip":
                pytest.skip(said)
            if self.contracts.choices.undecided == "xfail":
                pytest.xfail(said)
        # Also reached with --runxfail, which makes `pytest.xfail` do nothing.
        pytest.fail(self._lines(judgement), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The line of the function."""
        module = self.proofs.module
        task = module.tasks.get(self.task)
        place = None if task else module.unsupported[self.task].place
        line = task.line if task else place.line if place else 1
        return self.path, max(line - 1, 0), self.name

    def _lines(self, judgement: Judgement) -> str:
        path = self.proofs.module.path
        lines = [f"{judgement.verdict.value}: {describe(judgement)}", *remarks(judgement)]
        found = judgement.counterexample
        if found is not None:
            lines += ["", *_table(path, found)]
        again = shlex.join(["lemmata", "prove", f"{path}::{self.task}"])
        repro = " --repro DIR   (writes it as a failing test)" if found else ""
        return "\n".join([*lines, f"  reproduce  {again}{repro}"])


def _table(path: str, found: Counterexample) -> list[str]:
    """The input, what happened, and the clause that is broken, a line each."""
    lines = [f"  input      {name} = {to_python(value)}" for name, value in found.arguments]
    if found.returned:
        lines.append(f"  returned   {to_python(found.observed)}")
    else:
        lines.append(f"  raised     {found.error}")
    if found.expected is not None:
        lines.append(f"  expected   {found.expected}")
    return [*lines, f"  violated   {found.violated}   ({path}:{found.line})"]


def _shown(path: Path) -> Path:
    """The path as a reader would type it: relative where the file is below the working folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _told(error: LemmataError) -> str:
    return f"{type(error).__name__}: {error}"


def write_report(file: Path, said: Iterable[dict[str, Any]]) -> None:
    """The results in the shape of `prove --json`, sorted by file and function; whole or not."""
    every = [*said]
    results = [known["result"] for known in every if "result" in known]
    body = {
        "version": RESULTS_VERSION,
        "results": sorted(results, key=lambda known: (known["file"], known["function"])),
        "errors": [known["error"] for known in every if "error" in known],
        "notes": [],
    }
    write_whole(file, f"{json.dumps(body, ensure_ascii=False)}\n".encode())
