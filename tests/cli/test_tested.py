"""A lemma that is only tested, as a user meets it: every command says so, and none says proved."""

import json
from pathlib import Path
from typing import Any

import pytest

import lemmata
from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS
from lemmata.contracts.errors import ChoiceError
from lemmata.evidence.folders import SUMS, read_folder, write_folder

TASK = '''\
from dataclasses import dataclass

from icontract import ensure, require


@dataclass(frozen=True)
class Price:
    cents: int


@require(lambda text: len(text) < 9)
@ensure(lambda text, result: result.cents >= 0 and result.cents != 13)
def price(text: str) -> Price:
    """The price that is written there; 0 where none is.

    >>> price("12")
    Price(cents=12)
    """
    try:
        return Price(abs(int(text)))
    except ValueError:
        return Price(0)
'''
ROWS = '{"text": "7"}\n{"text": "123456789"}\n{"text": "13"}\n{"texts": "7"}\n[1]\n{"text": 7}\n'


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON, which has the published shape."""
    code = main([*words, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    OUTPUTS[words[0]].model_validate(found)
    return code, found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A task whose body no prover understands, and a policy that accepts tests."""
    monkeypatch.chdir(tmp_path)
    Path("task.py").write_text(TASK)
    Path("lemmata.toml").write_text('[default]\naccept = "tested"\nexecution.inputs = 6\n')
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_every_command_says_tested(capsys: pytest.CaptureFixture[str]) -> None:
    """`compile`, `prove` and `check` end with 2; the verdict is no other than before."""
    code, made = said(capsys, "compile", "task.py")
    (result,) = made["results"]
    assert (code, result["verdict"], result["assurance"]) == (2, "unsupported", None)
    lemma = "lemmas/price.lemma"
    assert result["tested"] == {"examples": 1, "generated": 6, "golden": 0, "lemma": lemma}
    assert result["certificate"] is None
    code, checked = said(capsys, "check", lemma)
    (report,) = checked["results"]
    assert (code, report["state"], report["ok"], report["assurance"]) == (2, "tested", False, None)
    assert main(["check", lemma]) == 2
    told = capsys.readouterr().out
    assert told.startswith(f"tested  {lemma}  ran again on 1 examples and 6 generated inputs")
    assert "proved" not in told
    assert "holds" not in told
    code, proved = said(capsys, "prove", "task.py", "--sarif", "log.json")
    assert (code, proved["results"][0]["tested"]["lemma"]) == (2, None)
    (run,) = json.loads(Path("log.json").read_text())["runs"]
    assert (run["results"][0]["ruleId"], run["results"][0]["level"]) == ("lemmata/tested", "note")
    assert main(["prove", "task.py", "--annotations", "github"]) == 2
    told = capsys.readouterr().out
    assert told.startswith("tested  task.py::price  ran on 1 examples, 6 generated inputs; no pr")
    assert "::notice file=task.py" in told
    assert "proved" not in told
    _, explained = said(capsys, "explain", "task.py")
    assert explained["results"][0]["tested"] == lemma


@pytest.mark.usefixtures("folder")
def test_it_runs_in_the_sandbox_and_its_answers_are_judged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guarded as ever; an answer that breaks the contract is no answer. It is not loaded here."""
    assert main(["compile", "task.py"]) == 2
    capsys.readouterr()
    Path("rows.jsonl").write_text(ROWS)
    code, ran = said(capsys, "run", "lemmas/price.lemma", "--input", "rows.jsonl")
    assert (code, ran["strength"]) == (1, "tested")
    rows = [row.get("result", row.get("error")) for row in ran["results"]]
    assert rows[0] == {"class": "Price", "cents": 7}
    for row, told in zip(
        rows[1:],
        ["outside the precondition", "breaks the contract", "lacks 'text'", "an object", "of str"],
        strict=True,
    ):
        assert told in row
    with pytest.raises(ChoiceError, match="only tested, and nothing of it is proved"):
        lemmata.load("lemmas/price.lemma")
    with pytest.raises(ChoiceError, match="outside the language"):
        lemmata.load("lemmas/price.lemma", accept="tested")


@pytest.mark.usefixtures("folder")
def test_where_nothing_can_run_nothing_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Walls that cannot judge are no fault of the lemma: neither tested nor broken."""
    assert main(["compile", "task.py"]) == 2
    Path("rows.jsonl").write_text(ROWS)
    monkeypatch.setenv("LEMMATA_SANDBOX", "monty")
    lemma = "lemmas/price.lemma"
    for words in (["check", lemma], ["run", lemma, "--input", "rows.jsonl"]):
        capsys.readouterr()
        assert main(words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "SandboxError: monty has no hash seeds" in said.err


@pytest.mark.usefixtures("folder")
def test_what_is_missing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A golden set that is not there is bad input, and a lemma without its policy broken."""
    assert main(["compile", "task.py"]) == 2
    lemma = Path("lemmas/price.lemma")
    assert main(["check", str(lemma), "--golden", "none.jsonl"]) == 3
    assert "none.jsonl: no such golden set" in capsys.readouterr().err
    files = read_folder(lemma)
    write_folder(lemma, {n: t for n, t in files.items() if n not in ("policy.json", SUMS)})
    Path("rows.jsonl").write_text(ROWS)
    assert main(["run", str(lemma), "--input", "rows.jsonl"]) == 1
    assert "policy.json is not a policy" in capsys.readouterr().err
    assert main(["check", str(lemma)]) == 1
    assert "policy.json: is named in manifest.json but missing" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_policy_that_cannot_be_read_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """`prove` still says what it found, and ends as bad input."""
    Path("lemmata.toml").write_text("[default]\naccpt = 1\n")
    code, proved = said(capsys, "prove", "task.py")
    assert (code, proved["results"][0]["verdict"]) == (3, "unsupported")
    assert "accpt" in proved["errors"][0]["message"]
