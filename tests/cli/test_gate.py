"""`lemmata gate` as a user runs it: exits, tables, JSON, and input that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS

TASK = '''
from icontract import ensure


@ensure(lambda n, result: result > n)
def above(n: int) -> int:
    """A larger number.

    >>> above(1)
    2
    """
    {body}
'''
GOLDEN = '{"input": {"n": 1}, "expected": 2}\n{"input": {"n": 5}, "expected": 6}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A right, a wrong, an open and an unproved file, as the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("right.py").write_text(TASK.format(body="return n + 1"))
    Path("wrong.py").write_text(TASK.format(body="return n + 1 if n < 3 else n"))
    Path("open.py").write_text(TASK.format(body="..."))
    caught = "try:\n        return n + 1\n    except ValueError:\n        return n + 2"
    Path("caught.py").write_text(TASK.format(body=caught))
    Path("golden.jsonl").write_text(GOLDEN)
    Path("body.py").write_text("return n + 1\n")
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON, which has the published shape."""
    code = main(["gate", *words, "--json"])
    said = json.loads(capsys.readouterr().out)
    OUTPUTS["gate"].model_validate(said)
    return code, said


def outcomes(said: dict[str, Any]) -> list[str]:
    """The outcomes of the first function's gates."""
    return [known["outcome"] for known in said["results"][0]["gates"]]


@pytest.mark.usefixtures("folder")
def test_what_passes_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0; each gate with its tools and the digest of its rules."""
    code, said = asked(capsys, "right.py", "--golden", "golden.jsonl")
    assert (code, outcomes(said)) == (0, ["passed"] * 6)
    (result,) = said["results"]
    assert result["assurance"] == "proved"
    assert [len(known["rules"]) for known in result["gates"]] == [64] * 6
    assert set(result["gates"][1]["tools"]) == {"ruff"}


@pytest.mark.usefixtures("folder")
def test_a_failure_stops_and_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1; the finding has place, rule and requirement; the later gates are skipped."""
    assert main(["gate", "wrong.py::above"]) == 1
    told = capsys.readouterr().out
    assert "wrong.py:6: error: broken-postcondition: above(n=" in told
    assert "meet the postcondition on every admitted input" in told
    assert "\x1b" not in told
    code, said = asked(capsys, "wrong.py")
    assert (code, outcomes(said)[3:]) == (1, ["failed", "skipped", "skipped"])
    known = said["results"][0]["gates"][3]["findings"][-1]["counterexample"]
    assert known["observed"] == known["arguments"]["n"]


@pytest.mark.usefixtures("folder")
def test_a_candidate_takes_the_place_of_the_body(capsys: pytest.CaptureFixture[str]) -> None:
    """The file's own body, or its absence, does not matter."""
    for file in ("open.py", "wrong.py::above"):
        assert asked(capsys, file, "--candidate", "body.py", "--until", "execution")[0] == 0
    Path("body.py").write_text("def above(n):\n    return n + 1\n")
    code, said = asked(capsys, "open.py", "--candidate", "body.py")
    assert (code, outcomes(said)[:3]) == (1, ["passed", "failed", "skipped"])
    assert "defines 'above'" in said["results"][0]["gates"][1]["findings"][0]["message"]
    Path("body.py").write_text("return (n +\n")
    assert asked(capsys, "open.py", "--candidate", "body.py")[0] == 1


@pytest.mark.usefixtures("folder")
def test_not_proved_is_two_and_tested_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody knows: exit 2. Where the policy accepts it, exit 0, and `tested` wherever it is."""
    assert asked(capsys, "caught.py")[0] == 2
    Path("lemmata.toml").write_text('[default]\naccept = "tested"\n')
    code, said = asked(capsys, "caught.py")
    assert (code, said["results"][0]["assurance"]) == (0, "tested")
    assert "proved" not in json.dumps(said["results"][0]["gates"][-1]["outcome"])
    assert main(["gate", "caught.py"]) == 0
    assert "tested, not proved" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_a_broken_gate_is_two(capsys: pytest.CaptureFixture[str]) -> None:
    """A plug-in that is not there, with the remedy."""
    Path("other.toml").write_text('[tasks.above]\nextra = ["nobody"]\n')
    code, said = asked(capsys, "right.py", "--policy", "other.toml")
    assert (code, said["policy"]) == (2, "other.toml")
    assert "choose one of" in said["results"][0]["gates"][-2]["notes"][0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["none.py"], "none.py"),
        (["."], "name a file"),
        (["right.py::nobody"], "no function 'nobody'"),
        (["open.py"], "--candidate"),
        (["right.py", "--policy", "none.toml"], "none.toml"),
        (["right.py", "--policy", "bad.toml"], "bad.toml:2: unknown key 'inputz'"),
        (["right.py", "--golden", "none.jsonl"], "golden set cannot be read"),
        (["right.py", "--golden", "odd.jsonl"], "odd.jsonl:1"),
        (["right.py", "--golden", "other.jsonl"], "lacks 'n'"),
        (["odd.py"], "UTF-8"),
        (["right.py", "--candidate", "odd.py"], "UTF-8"),
        (["large.py"], "1 MiB"),
        (["two.py", "--candidate", "body.py"], "2 functions"),
    ],
)
def test_bad_input_is_three(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    """What, where, and what to do; one JSON object all the same."""
    (folder / "bad.toml").write_text("[default.execution]\ninputz = 3\n")
    (folder / "odd.jsonl").write_text("{}\n")
    (folder / "other.jsonl").write_text('{"input": {}, "expected": 1}\n')
    (folder / "odd.py").write_bytes(b"\xff\xfe")
    (folder / "large.py").write_text("# " + "x" * (1 << 20))
    (folder / "two.py").write_text("def a() -> int:\n    ...\n\n\ndef b() -> int:\n    ...\n")
    assert main(["gate", *words, "--json"]) == 3
    out, err = capsys.readouterr()
    assert told in err
    assert json.loads(out)["errors"][0]["message"]


@pytest.mark.usefixtures("folder")
def test_a_megabyte_of_candidate_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the limit of files it is judged, and refused by its size."""
    Path("body.py").write_text("n = n + 1\n" * 60_000 + "return n\n")
    code, said = asked(capsys, "open.py", "--candidate", "body.py")
    assert (code, outcomes(said)[0]) == (1, "failed")
