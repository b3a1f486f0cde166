"""The commands as a user runs them: exit codes, and JSON of the published shape."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS, schema

RIGHT = '''
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from icontract import ensure, require


class Rank(Enum):
    """A rank."""

    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Case:
    """A case."""

    rank: Rank
    share: Fraction
    notes: tuple[int, str | None]


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == n + 1)
def after(n: int) -> int:
    """The next."""
    {body}


@ensure(lambda case, result: result.rank == Rank.HIGH and result.share == case.share)
def raised(case: Case) -> Case:
    """The case, raised."""
    return Case(Rank.HIGH, case.share, case.notes)
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a right, a wrong and an open task file, as the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("right.py").write_text(RIGHT.format(body="return n + 1"))
    Path("wrong.py").write_text(RIGHT.format(body="return 1 - n"))
    Path("odd.py").write_text(RIGHT.format(body="return int(n + 0.5) + 1"))
    Path("open.py").write_text(RIGHT.format(body="..."))
    return tmp_path


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    """Run a command with ``--json``; its code and its object, which has the published shape."""
    code = main([*words, "--json"])
    body = json.loads(capsys.readouterr().out)
    OUTPUTS[words[0]].model_validate(body)
    return code, body


def results(body: dict[str, object]) -> list[dict[str, object]]:
    """The results of an output."""
    found = body["results"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("target", "code", "verdict"),
    [
        ("right.py::after", 0, "proved"),
        ("wrong.py::after", 1, "refuted"),
        ("odd.py::after", 2, "unsupported"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_prove_exit_codes(
    target: str, code: int, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is that of the verdict."""
    found, body = said(["prove", target], capsys)
    assert (found, [result["verdict"] for result in results(body)]) == (code, [verdict])


@pytest.mark.usefixtures("folder")
def test_refutations_show_arguments_and_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON of a counterexample names each argument and what was observed."""
    _, body = said(["prove", "wrong.py::after"], capsys)
    found = results(body)[0]["counterexample"]
    assert isinstance(found, dict)
    assert found["arguments"] == {"n": 1}
    assert found["observed"] == 0
    assert found["violated"] == "result == n + 1"


@pytest.mark.usefixtures("folder")
def test_a_weak_proof_is_shown_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has the obligation and says that its state is no counterexample; so does text."""
    callee = RIGHT.format(body="return n + 1").replace("result == n + 1", "result > n")
    text = "\n\n@require(lambda n: n >= 0)\n@ensure(lambda n, result: result == n + 1)\n"
    Path("weak.py").write_text(f"{callee}{text}def by_after(n: int) -> int:\n    return after(n)\n")
    code, body = said(["prove", "weak.py::by_after"], capsys)
    blocked = results(body)[0]["blocked"]
    assert code == 2
    assert isinstance(blocked, dict)
    assert blocked["text"] == "result == n + 1"
    assert blocked["is_counterexample"] is False
    assert list(blocked["state"]) == ["n"]
    main(["prove", "weak.py::by_after"])
    assert "weak proof, not wrong code: postcondition" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_refutations_become_tests(capsys: pytest.CaptureFixture[str]) -> None:
    """`prove --repro` writes one test a refutation, names it, and none for what is proved."""
    _, body = said(["prove", "wrong.py", "--repro", "repro"], capsys)
    written = {str(known["function"]): known["repro"] for known in results(body)}
    assert written == {"after": "repro/test_wrong_after.py", "raised": None}
    assert [path.name for path in Path("repro").iterdir()] == ["test_wrong_after.py"]
    main(["prove", "wrong.py::after", "--repro", "repro"])
    assert "-> repro/test_wrong_after.py" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_prove_what_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--changed-since` judges what differs from a revision, and no more; nothing is exit 0."""
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "A")
        monkeypatch.setenv(f"{name}_EMAIL", "a@example.com")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *words], check=True)
    code, body = said(["prove", "--changed-since", "HEAD"], capsys)
    assert (code, results(body)) == (0, [])
    assert body["notes"] == ["no task changed since HEAD"]
    Path("right.py").write_text(RIGHT.format(body="return 1 + n"))
    code, body = said(["prove", "--changed-since", "HEAD"], capsys)
    assert [(known["file"], known["function"]) for known in results(body)] == [
        ("right.py", "after")
    ]
    assert said(["prove", "--changed-since", "HEAD", "wrong.py"], capsys)[0] == 0
    assert main(["prove", "--changed-since", "nosuch"]) == 3
    assert "git knows no commit 'nosuch' (name a commit" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_prove_takes_many_targets_and_needs_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Files are judged in the order given; none is bad input."""
    code, body = said(["prove", "wrong.py::raised", "right.py::after"], capsys)
    assert (code, [known["file"] for known in results(body)]) == (0, ["wrong.py", "right.py"])
    assert main(["prove"]) == 3
    assert "no file is named" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_seeds_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON counts the verdicts of all seeds, text says how many agree; nothing is cached."""
    _, body = said(["prove", "right.py::after", "--seeds", "3"], capsys)
    assert results(body)[0]["stability"] == {
        "seeds": 3,
        "stable": True,
        "verdicts": {"proved": 3},
        "flipped": [],
    }
    main(["prove", "right.py::after", "--seeds", "3"])
    assert "seeds: 3 of 3 say proved" in capsys.readouterr().out
    assert not Path(".lemmata_cache").exists()


@pytest.mark.usefixtures("folder")
def test_the_cache_is_said_and_can_be_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second run says ``cached``; `--no-cache` and certificates do not; a place can be set."""
    words = ["prove", "right.py::after"]
    assert [results(said(words, capsys)[1])[0]["cached"] for _ in range(2)] == [False, True]
    assert results(said([*words, "--no-cache"], capsys)[1])[0]["cached"] is False
    assert results(said([*words, "--certificate", "kept"], capsys)[1])[0]["cached"] is False
    monkeypatch.setenv("LEMMATA_CACHE", "elsewhere")
    assert results(said(words, capsys)[1])[0]["cached"] is False
    assert Path("elsewhere/.gitignore").read_text() == "*\n"
    main(words)
    assert "two-solvers (cached)" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_certificates_are_written_and_hold(capsys: pytest.CaptureFixture[str]) -> None:
    """`prove --certificate` writes what `check` accepts, for proved functions alone."""
    _, body = said(["prove", "right.py", "--certificate", "kept"], capsys)
    folders = [str(result["certificate"]) for result in results(body)]
    assert folders == ["kept/after", "kept/raised"]
    code, checked = said(["check", *folders], capsys)
    assert code == 0
    assert [result["assurance"] for result in results(checked)] == ["two-solvers"] * 2
    said(["prove", "wrong.py::after", "--certificate", "none"], capsys)
    assert not Path("none").exists()


@pytest.mark.usefixtures("folder")
def test_compile_check_run(capsys: pytest.CaptureFixture[str]) -> None:
    """From a contract to rows that run: compiled at no token, checked, guarded."""
    code, body = said(["compile", "open.py::after", "-o", "out"], capsys)
    (made,) = results(body)
    assert code == 0
    assert made["tokens"] == 0
    assert made["certificate"] == "out/after.lemma"
    assert [entry["verdict"] for entry in made["history"]] == ["proved"]  # type: ignore[attr-defined]
    assert said(["check", "out/after.lemma"], capsys)[0] == 0
    code, whole = said(["check", "out"], capsys)
    assert code == 0
    assert [result["lemma"] for result in results(whole)] == ["out/after.lemma"]
    Path("rows.jsonl").write_text('{"n": 41}\n\n{"n": -1}\n{"m": 1}\n[1]\n{"n": true}\n')
    code, body = said(["run", "out/after.lemma", "--input", "rows.jsonl"], capsys)
    rows = results(body)
    assert code == 1
    assert rows[0] == {"row": 1, "result": 42}
    assert [row["row"] for row in rows] == [1, 3, 4, 5, 6]
    assert all("error" in row for row in rows[1:])


@pytest.mark.usefixtures("folder")
def test_compile_keeps_the_lines_of_what_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    """A body that was found for one function does not move what is said about another."""
    text = RIGHT.format(body="...") + "\n\n@ensure(lambda n, result: result > n)\n"
    text += "def bad(n: int) -> int:\n    return n / 2\n"
    Path("mixed.py").write_text(text)
    _, alone = said(["prove", "mixed.py::bad"], capsys)
    code, body = said(["compile", "mixed.py", "-o", "out"], capsys)
    made = {str(result["function"]): result for result in results(body)}
    assert code == 2
    assert made["after"]["verdict"] == "proved"
    assert made["bad"]["reason"] == results(alone)[0]["reason"]


@pytest.mark.usefixtures("folder")
def test_a_contract_that_nothing_meets(capsys: pytest.CaptureFixture[str]) -> None:
    """No body is looked for in vain: an input without any right output refutes the contract."""
    text = RIGHT.format(body="...").replace("result == n + 1", "result == n and result == n + 1")
    Path("never.py").write_text(text)
    code = main(["compile", "never.py::after", "-o", "out"])
    assert code == 1
    assert "no output satisfies the contract on n=" in capsys.readouterr().out
    assert not Path("out").exists()


@pytest.mark.usefixtures("folder")
def test_run_with_records(capsys: pytest.CaptureFixture[str]) -> None:
    """Enums, dataclasses, fractions, tuples and None go in and out as JSON."""
    main(["compile", "open.py", "-o", "out"])
    row = {"case": {"rank": "LOW", "share": "1/3", "notes": [7, None]}}
    Path("rows.jsonl").write_text(json.dumps(row) + "\n")
    capsys.readouterr()
    assert main(["run", "out/raised.lemma", "--input", "rows.jsonl"]) == 0
    answer = json.loads(capsys.readouterr().out)
    raised = {"class": "Case", "rank": "HIGH", "share": "1/3", "notes": [7, None]}
    assert answer["result"] == raised


@pytest.mark.usefixtures("folder")
def test_a_changed_lemma_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """`check` exits 1 and names the file; `run` refuses it."""
    main(["compile", "open.py::after", "-o", "out"])
    source = Path("out/after.lemma/source.py")
    source.write_bytes(source.read_bytes().replace(b"n + 1", b"n + 2", 1))
    capsys.readouterr()
    code, body = said(["check", "out/after.lemma"], capsys)
    assert code == 1
    assert "source.py" in str(results(body)[0]["problems"])
    Path("rows.jsonl").write_text('{"n": 1}\n')
    assert main(["run", "out/after.lemma", "--input", "rows.jsonl"]) == 1
    assert "source.py" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "says"), [(b"{", "not JSON"), (b"\xff", "UTF-8"), (None, "cannot read")]
)
@pytest.mark.usefixtures("folder")
def test_bad_rows(rows: bytes | None, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows that cannot be read are bad input, with the line."""
    main(["compile", "open.py::after", "-o", "out"])
    if rows is not None:
        Path("rows.jsonl").write_bytes(rows)
    capsys.readouterr()
    assert main(["run", "out/after.lemma", "--input", "rows.jsonl"]) == 3
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["compile", "two", "-o", "out"], ["prove", "two", "--certificate", "out"]]
)
@pytest.mark.usefixtures("folder")
def test_functions_of_one_name_do_not_overwrite_each_other(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The second file is refused by name; the first one's proof stays."""
    Path("two").mkdir()
    for name in ("first", "second"):
        Path("two", f"{name}.py").write_text(RIGHT.format(body="return n + 1"))
    code, body = said(words, capsys)
    assert code == 3
    assert "two/first.py" in str(body["errors"])
    assert {result["file"] for result in results(body)} == {"two/first.py"}
    assert len(list(Path("out").iterdir())) == 2


def test_a_folder_is_sealed_from_below(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file after those that it imports; a lemma on a forged one is bad input, and no proof."""
    head = "from icontract import ensure\n"
    bodies = {"z_low": "abs(n)", "a_high": "low(n)"}
    for (file, value), name in zip(bodies.items(), ("low", "high"), strict=True):
        lines = [head, "from z_low import low\n" if name == "high" else ""]
        lines += ["\n\n@ensure(lambda n, result: result >= 0)\n"]
        lines += [f"def {name}(n: int) -> int:\n    return {value}\n"]
        (tmp_path / f"{file}.py").write_text("".join(lines))
    lemmas = tmp_path / "out"
    body: Any
    code, body = said(["compile", str(tmp_path), "-o", str(lemmas)], capsys)
    assert (code, [known["function"] for known in body["results"]]) == (0, ["low", "high"])
    code, body = said(["check", str(lemmas / "high.lemma")], capsys)
    assert (code, body["results"][0]["components"]) == (0, [str(lemmas / "low.lemma")])
    (lemmas / "low.lemma").rename(tmp_path / "low.lemma")
    elsewhere = ["--lemmas", str(tmp_path)]
    assert said(["check", str(lemmas / "high.lemma")], capsys)[0] == 1
    assert said(["check", *elsewhere, str(lemmas / "high.lemma")], capsys)[0] == 0
    assert said(["check", str(lemmas / "high.lemma"), *elsewhere], capsys)[0] == 0
    (tmp_path / "low.lemma").rename(lemmas / "low.lemma")
    source = lemmas / "low.lemma" / "source.py"
    source.write_text(source.read_text().replace("abs(n)", "n"))
    prove = ["prove", str(tmp_path / "a_high.py"), "--lemmas", str(lemmas)]
    code, body = said(prove, capsys)
    assert (code, body["results"], body["errors"][0]["error"]) == (3, [], "ComponentError")
    assert "low.lemma does not hold: source.py" in body["errors"][0]["message"]


def test_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    """Solvers, sandbox and options are looked at; the exit code is about what is needed."""
    code, body = said(["doctor"], capsys)
    facts = {fact["name"]: fact["ok"] for fact in body["facts"]}  # type: ignore[attr-defined]
    assert {"z3", "cvc5", "python"} <= facts.keys()
    needed = [ok for name, ok in facts.items() if not name.endswith("(optional)")]
    assert code == (0 if all(needed) else 1)


def test_the_published_schema_is_the_models() -> None:
    """`docs/schema/results.json` is what the models say."""
    root = Path(__file__).resolve().parent.parent.parent
    assert (root / "docs" / "schema" / "results.json").read_text() == schema() + "\n"
