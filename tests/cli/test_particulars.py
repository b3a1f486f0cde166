"""What `--json` says beside a judgement: enough to draw a report from it alone."""

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from lemmata.cli.main import main
from lemmata.cli.particulars import MOST_TEXT, task_json
from lemmata.cli.shapes import CompileOutput, ProveOutput
from lemmata.contracts.reading import read_source

TASKS = '''
from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == n + 1)
def after(n: int) -> int:
    """The next.

    >>> after(1)
    2
    """
    ...


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == n + 2)
def after_next(n: int) -> int:
    """The next but one."""
    return after(after(n))
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an open task and one built on it, as the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("tasks.py").write_text(TASKS)
    return tmp_path


def compiled(words: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The results of `compile --json`, of the published shape."""
    main(["compile", *words, "--json"])
    body: dict[str, Any] = json.loads(capsys.readouterr().out)
    CompileOutput.model_validate(body)
    results: list[dict[str, Any]] = body["results"]
    return results


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Both tasks compiled once, and the folder with their lemmas."""
    place = tmp_path_factory.mktemp("both")
    (place / "tasks.py").write_text(TASKS)
    printed = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.chdir(place)
        main(["compile", "tasks.py", "-o", "out", "--budget", "4", "--json"])
    body = json.loads(printed.getvalue())
    CompileOutput.model_validate(body)
    return place, body["results"]


def test_a_proof_says_what_it_rests_on(both: tuple[Path, list[dict[str, Any]]]) -> None:
    """The function first, then the callee by contract, each with what both solvers said, timed."""
    _, (_, above) = both
    functions = above["proof"]["functions"]
    assert [known["function"] for known in functions] == ["after_next", "after"]
    assert functions[0]["assumed"] == ["after"]
    answers = [one for known in functions for one in known["obligations"]]
    assert {(one["z3"], one["cvc5"]) for one in answers} == {("unsat", "unsat")}
    assert all(0 < one["seconds"]["z3"] < 10 for one in answers)


def test_the_task_the_seal_and_the_bill_are_told(
    both: tuple[Path, list[dict[str, Any]]],
) -> None:
    """The contract as written, digests as `SHA256SUMS` has them, gates, and what was allowed."""
    place, (below, _) = both
    task, seal = below["task"], below["sealed"]
    assert task["text"].startswith("@require(lambda n: n >= 0)")
    assert [clause["text"] for clause in task["ensures"]] == ["result == n + 1"]
    assert task["examples"] == [{"arguments": {"n": "1"}, "expected": "2", "line": 10}]
    sums = (place / "out/after.lemma/SHA256SUMS").read_text()
    assert f"{seal['manifest']}  manifest.json" in sums
    assert f"{seal['source']}  source.py" in sums
    assert [known["gate"] for known in below["gates"]] == ["security", "syntax"]
    assert below["budget"] == {"attempts": 8, "cpu_seconds": 4.0, "wall_seconds": 16.0}
    assert below["ledger"]["generator"] == "synth"


@pytest.mark.usefixtures("folder")
def test_an_attempt_says_what_was_found_and_what_it_cost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong body stands in the history with its counterexample, in JSON and as Python."""
    Path("body.py").write_text("return n")
    (known,) = compiled(["tasks.py::after", "--generator", "hand:body.py", "-o", "out"], capsys)
    (attempt,) = known["history"]
    assert (known["verdict"], attempt["verdict"]) == ("unknown", "refuted")
    found = attempt["counterexample"]
    assert (found["arguments"], found["python"]["arguments"]) == ({"n": 1}, {"n": "1"})
    assert (found["expected"], found["python"]["observed"]) == ("2", "1")
    assert attempt["generator"] == "hand:body.py"
    assert attempt["cost"]["tokens"] == 0
    assert known["proof"] is None


@pytest.mark.usefixtures("folder")
def test_prove_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """`prove --json` has task and proof; with a certificate, its seal; kept answers no time."""
    Path("tasks.py").write_text(TASKS.replace("...", "return n + 1"))
    seen = []
    for words in (["--certificate", "held"], [], []):
        main(["prove", "tasks.py::after_next", *words, "--json"])
        body = json.loads(capsys.readouterr().out)
        ProveOutput.model_validate(body)
        seen.append(body["results"][0])
    sealed, _, kept = seen
    assert sealed["sealed"]["functions"][0]["name"] == "after_next"
    assert kept["sealed"] is None
    took = [one["seconds"] for one in kept["proof"]["functions"][0]["obligations"]]
    assert {*(tuple(one.values()) for one in took)} == {(None, None)}


def test_a_long_function_is_cut() -> None:
    """The text of a task is bounded, and says how much is missing."""
    words = f"The next.\n\n    {'x' * MOST_TEXT}\n"
    module = read_source(TASKS.replace("The next.\n", words, 1), "tasks.py")
    task = task_json(module, "after")
    assert isinstance(task, dict)
    assert isinstance(task["cut"], int)
    assert len(str(task["text"])) == MOST_TEXT
    assert task["cut"] > 0
