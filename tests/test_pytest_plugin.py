"""`pytest --lemmata`: what becomes of each verdict, what is read, started, kept and written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lemmata import pytest_contracts, pytest_plugin
from lemmata.cli.shapes import ProveOutput
from lemmata.contracts.errors import ToolError
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.obligations import solvers
from lemmata.proving import Session, Settings

pytest_plugins = ["pytester"]

RIGHT = """
from icontract import ensure


@ensure(lambda n, result: result > n)
def up(n: int) -> int:
    return n + 1


@ensure(lambda n, result: result > n + 1)
def twice(n: int) -> int:
    return up(up(n))
"""
WRONG = """
from icontract import ensure


class Trap:
    MADE = open("imported", "w")


@ensure(lambda cents, result: 2 * abs(result) <= abs(cents))
def half_share(cents: int) -> int:
    return cents // 2


@ensure(lambda n, result: result == n + 1)
def odd(n: int) -> int:
    return n + eval("1")


@ensure(lambda n, result: result == n + 1)
def later(n: int) -> int: ...
"""
ODD = """
import icontract


@icontract.ensure(lambda n, result: result == n + 1)
def odd(n: int) -> int:
    return n + eval("1")
"""
BROKEN = """
from icontract import ensure


@ensure(lambda m: m)
def f(n: int) -> int:
    return n
"""
ORDINARY = '''
"""An ordinary test; it writes of icontract and runs code as it is imported."""
import os
print(os.name)
def test_a():
    """>>> 1"""
'''


class Watched(Session):
    """A session that remembers which solvers it left running when it was closed."""

    made: list["Watched"]

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.pids: tuple[int, ...] = ()
        self.made.append(self)

    def close(self) -> None:
        """Remember, then close."""
        self.pids = tuple(child.pid for child in self.solvers._children.values())
        super().close()


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The solvers that were started, by name."""
    names: list[str] = []
    start = solvers.Solvers._child

    def counted(self: solvers.Solvers, solver: solvers.Solver) -> object:
        if solver not in self._children:
            names.append(solver.value)
        return start(self, solver)

    monkeypatch.setattr(solvers.Solvers, "_child", counted)
    monkeypatch.setattr(Watched, "made", [], raising=False)
    monkeypatch.setattr(pytest_contracts, "Session", Watched)
    return names


def written(pytester: pytest.Pytester, name: str = "out/r.json") -> ProveOutput:
    """The JSON file; it has the shape of `prove --json`."""
    return ProveOutput.model_validate(json.loads((pytester.path / name).read_text()))


def test_each_verdict_has_its_outcome(pytester: pytest.Pytester) -> None:
    """Proved passes, refuted fails with the input and no traceback, the rest is expected to fail.

    Neither the task file nor the package that it is in is imported.
    """
    pytester.mkpydir("pkg").joinpath("__init__.py").write_text('open("imported", "w")')
    (pytester.path / "pkg" / "wrong.py").write_text(WRONG)
    (pytester.path / "pkg" / "right.py").write_text(RIGHT)
    done = pytester.runpytest(
        "--lemmata", "pkg", "--junitxml=out.xml", "--lemmata-json=out/r.json", "-p", "no:xdist"
    )
    done.assert_outcomes(passed=2, failed=1, xfailed=2)
    done.stdout.fnmatch_lines(
        [
            "refuted: half_share(cents=-1) returns -1; violates: 2 * abs(result) <= abs(cents)",
            "  input      cents = -1",
            "  returned   -1",
            "  violated   2 * abs(result) <= abs(cents)   (pkg/wrong.py:9)",
            "  reproduce  lemmata prove pkg/wrong.py::half_share --repro DIR *",
            "FAILED pkg/wrong.py::half_share[[]contract] - *refuted: half_share(*",
        ]
    )
    done.stdout.no_fnmatch_line("*pytest_contracts.py*")
    assert not (pytester.path / "imported").exists()
    said = {known.function: known for known in written(pytester).results}
    assert {name: known.verdict for name, known in said.items()} == {
        "half_share": "refuted",
        "later": "unknown",
        "odd": "unsupported",
        "twice": "proved",
        "up": "proved",
    }
    cases = ET.parse(pytester.path / "out.xml").iter("testcase")
    assert {
        case.attrib["name"]: case.find("properties/property").attrib["value"]  # type: ignore[union-attr]
        for case in cases
    } == {f"{name}[contract]": known.verdict for name, known in said.items()}


def test_a_second_run_starts_no_solver(pytester: pytest.Pytester, started: list[str]) -> None:
    """Answers are found by what they rest on: comments change nothing, a callee's contract does.

    One session serves a run, and leaves no solver behind.
    """
    file = pytester.path / "right.py"

    def run(source: str) -> list[tuple[str, bool]]:
        file.write_text(source)
        started.clear()
        pytester.runpytest("--lemmata", "right.py", "--lemmata-json=out/r.json").assert_outcomes(
            passed=2
        )
        return [(known.function, known.cached) for known in written(pytester).results]

    assert run(RIGHT) == [("twice", False), ("up", False)]
    assert sorted(started) == ["cvc5", "z3"]
    (session,) = Watched.made
    assert len(session.pids) == 2
    for pid in session.pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert run(f"# A comment.\n\n{RIGHT}") == [("twice", True), ("up", True)]
    assert started == []
    run(RIGHT.replace("result > n)", "result >= n + 1)"))
    assert sorted(started) == ["cvc5", "z3"]
    done = pytester.runpytest(
        "--lemmata", "right.py", "--lemmata-no-cache", "-k", "up and contract"
    )
    done.assert_outcomes(passed=1, deselected=1)
    assert len(started) == 4


@pytest.mark.parametrize(
    ("options", "ini", "outcome"),
    [
        ((), "", "xfailed"),
        ((), "fail", "failed"),
        ((), "skip", "skipped"),
        (("--lemmata-unknown=xfail",), "fail", "xfailed"),
        (("--lemmata-unknown=skip",), "", "skipped"),
        (("--runxfail",), "", "failed"),
    ],
)
def test_what_is_undecided_is_never_a_pass(
    options: tuple[str, ...], ini: str, outcome: str, pytester: pytest.Pytester
) -> None:
    """The option goes before the configuration file; without expected failures it fails."""
    pytester.makefile(".py", odd=ODD)
    if ini:
        pytester.makeini(f"[pytest]\nlemmata_unknown = {ini}\n")
    pytester.runpytest("--lemmata", *options).assert_outcomes(**{outcome: 1})


def broken(said: Verdict | None) -> object:
    """A `judge` that says so, or breaks."""

    def judge(self: object, module: object, program: object, name: str, known: object) -> Judgement:
        if said is None:
            raise ToolError("z3 is gone")
        return Judgement(name, said, reason="two tools disagree")

    return judge


@pytest.mark.parametrize("said", [Verdict.FAILED, None])
def test_a_tool_that_breaks_is_an_error(
    said: Verdict | None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`failed` and errors of tools are errors of the set-up: no verdict, and no pass."""
    monkeypatch.setattr(Session, "judge", broken(said))
    pytester.makefile(".py", odd=ODD)
    done = pytester.runpytest("--lemmata", "--lemmata-json=out/r.json")
    done.assert_outcomes(errors=1)
    output = written(pytester)
    assert [known.verdict for known in output.results] == (["failed"] if said else [])
    assert [known.message for known in output.errors] == ([] if said else ["z3 is gone"])


def test_a_file_that_cannot_be_read_is_one_error(pytester: pytest.Pytester) -> None:
    """Its item tells what, where and what to do; other files are judged, ordinary ones not."""
    pytester.makefile(".py", bad=BROKEN, syntax="import icontract\ndef f(:\n", odd=ODD)
    pytester.makefile(".py", test_ordinary=ORDINARY, other="print('ordinary')")
    done = pytester.runpytest("--lemmata", "--lemmata-json=out/r.json")
    done.assert_outcomes(errors=2, xfailed=1, passed=1)
    done.stdout.fnmatch_lines(
        ["ContractError: bad.py:4: *'m', which is not a parameter*", "SourceError: syntax.py:2: *"]
    )
    assert sorted((known.path, known.line) for known in written(pytester).errors) == [
        ("bad.py", 4),
        ("syntax.py", 2),
    ]


def test_items_are_named_listed_and_chosen(pytester: pytest.Pytester, started: list[str]) -> None:
    """`FILE.py::name[contract]` names an item; listing starts nothing."""
    pytester.makefile(".py", wrong=WRONG)
    listed = pytester.runpytest("--lemmata", "--collect-only", "-q")
    assert [line for line in listed.outlines if "::" in line] == [
        "wrong.py::half_share[contract]",
        "wrong.py::odd[contract]",
        "wrong.py::later[contract]",
    ]
    assert Watched.made == []
    for chosen in ("wrong.py::odd[contract]", "wrong.py::odd"):
        pytester.runpytest("--lemmata", chosen).assert_outcomes(xfailed=1)
    done = pytester.runpytest("--lemmata", "-k", "odd or later")
    done.assert_outcomes(xfailed=2, deselected=1)
    assert started == []


@pytest.mark.slow
def test_workers_share_the_items(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under pytest-xdist each item is judged once, and one file holds what all workers found."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makefile(".py", wrong=WRONG, odd=ODD, bad=BROKEN)
    doors = ["-p", "xdist", "-p", "lemmata.pytest_plugin"]
    options = ["--lemmata", "-n", "2", "--lemmata-json=out/r.json"]
    done = pytester.runpytest_subprocess(*doors, *options)
    done.assert_outcomes(failed=1, xfailed=3, errors=1)
    output = written(pytester)
    assert [(known.file, known.function, known.verdict) for known in output.results] == [
        ("odd.py", "odd", "unsupported"),
        ("wrong.py", "half_share", "refuted"),
        ("wrong.py", "later", "unknown"),
        ("wrong.py", "odd", "unsupported"),
    ]
    assert len(output.errors) == 1


@pytest.mark.parametrize(
    ("options", "ini", "said"),
    [
        ((), "lemmata_unknown = pass", "*lemmata_unknown is 'pass'; it may be xfail, fail, skip*"),
        ((), "lemmata_budget = soon", "*lemmata_budget is 'soon', not between*"),
        (("--lemmata-budget=0",), "", "*lemmata_budget is '0', not between*"),
        (("--lemmata-budget=nan",), "", "*lemmata_budget is 'nan', not between*"),
        (("--lemmata-json=.",), "", "*. cannot be written: it is a folder*"),
        (("--lemmata-json=odd.py/r.json",), "", "*cannot be written: *"),
    ],
)
def test_bad_choices_end_before_anything_runs(
    options: tuple[str, ...], ini: str, said: str, pytester: pytest.Pytester
) -> None:
    """A value that no option can have is told, with those that it can."""
    pytester.makefile(".py", odd=ODD)
    pytester.makeini(f"[pytest]\n{ini}\n")
    done = pytester.runpytest("--lemmata", *options)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([said])


def test_an_old_pytest_is_told(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pytest without what the plug-in needs is bad input, where it is asked for."""
    monkeypatch.setattr(pytest, "version_tuple", (7, 4, 4))
    done = pytester.runpytest("--lemmata")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*--lemmata needs pytest 8.0 or newer*"])


def test_a_run_that_does_not_ask_pays_nothing(tmp_path: Path) -> None:
    """The door imports pytest alone, and leaves ordinary runs as they are."""
    (tmp_path / "odd.py").write_text(ODD)
    (tmp_path / "test_it.py").write_text(
        "import sys\n\n\ndef test_modules():\n"
        "    ours = {name for name in sys.modules if name.split('.')[0] == 'lemmata'}\n"
        "    assert ours == {'lemmata', 'lemmata.pytest_plugin'}\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:hypothesispytest",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert "1 passed" in done.stdout, done.stdout


def test_both_files_know_the_same_choices() -> None:
    """The door, which may import nothing, lists what the plug-in accepts."""
    assert pytest_plugin.UNDECIDED == pytest_contracts.UNDECIDED
