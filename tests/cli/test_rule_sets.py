"""`rules classify`, `compose`, `conflicts` and `diff` as a user runs them: codes and shapes."""

import json
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS

EXAMPLES = Path(__file__).parents[2] / "examples" / "rules"
PAIR = """
from icontract import require


@require(lambda n: 0 <= n <= 9)
def go_on(n: int) -> bool:
    return n < 5


@require(lambda n: 0 <= n <= 9)
def stop(n: int) -> bool | None:
    return True if n == 9 else None
"""
WIDE = """
from icontract import require


@require(lambda x, y: 0 <= x < 2**40 and 0 <= y < 2**40)
def first(x: int, y: int) -> bool:
    return x < y
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    """Run an action with ``--json``; its code and its object, which has the published shape."""
    code = main(["rules", *words, "--json"])
    body: dict[str, object] = json.loads(capsys.readouterr().out)
    OUTPUTS[f"rules {words[0]}"].model_validate(body)
    return code, body


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run an action; its code, and what it printed to both streams."""
    code = main(["rules", *words])
    streams = capsys.readouterr()
    return code, streams.out, streams.err


def test_classify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All pure is 0; one that is not, in a folder too, is 2 and says where."""
    assert said(["classify", str(EXAMPLES / "five.py")], capsys)[0] == 0
    (folder / "pair.py").write_text(
        f"{PAIR}\n\nimport time\n\n\ndef now(b: bool) -> bool:\n    return time.time() > 9 and b\n"
    )
    code, body = said(["classify", "."], capsys)
    assert code == 2
    found = body["results"]
    assert isinstance(found, list)
    assert [one["nature"] for one in found] == ["pure", "pure", "hybrid"]
    assert "time, line 19: time.time" in printed(["classify", "pair.py"], capsys)[1]


def test_compose(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rows cover all inputs in either semantics, and the order is the caller's."""
    (folder / "pair.py").write_text(PAIR)
    for semantics in ("pipeline", "dispatch"):
        code, body = said(["compose", "pair.py", "--semantics", semantics], capsys)
        assert (code, body["inputs"]) == (0, 10)
    code, body = said(["compose", "pair.py", "--order", "stop"], capsys)
    assert (code, body["rules"]) == (0, ["stop"])
    assert (
        "n=9 → stop=True" in printed(["compose", "pair.py", "--order", "stop", "--rows"], capsys)[1]
    )


def test_a_product_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its network or its machine, each another file; nothing where the suffix says nothing."""
    (folder / "pair.py").write_text(PAIR)
    code, body = said(["compose", "pair.py", "-o", "net.svg"], capsys)
    assert (code, body["written"]) == (0, "net.svg")
    code, out, _ = printed(["compose", "pair.py", "-o", "least.svg", "--machine"], capsys)
    assert "the machine decides as the rows do" in out
    assert printed(["compose", "pair.py", "-o", "net.safetensors"], capsys)[0] == 0
    assert printed(["compose", "pair.py", "-o", "net.txt"], capsys)[0] == 3
    assert printed(["compose", "pair.py", "-o", "none/net.svg"], capsys)[0] == 3
    assert sorted(p.name for p in folder.iterdir()) == [
        "least.svg",
        "net.safetensors",
        "net.svg",
        "pair.py",
    ]


def test_conflicts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings are 1, none is 0, what is left out is 2."""
    (folder / "pair.py").write_text(PAIR)
    assert said(["conflicts", "pair.py"], capsys)[0] == 0
    code, body = said(["conflicts", str(EXAMPLES / "agent.py")], capsys)
    assert (code, body["inputs"], body["undecided"]) == (1, 13_307_760, [])
    (folder / "pair.py").write_text(f"{PAIR}\n\ndef wide(s: str) -> bool:\n    return s == ''\n")
    code, body = said(["conflicts", "pair.py"], capsys)
    assert code == 2
    assert (
        "left out  wide: pair.py:15: `s` is a str" in printed(["conflicts", "pair.py"], capsys)[1]
    )


def test_diff(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Equal is 0, a difference is 1, and functions without a table are decided by solvers."""
    (folder / "old.py").write_text(PAIR)
    (folder / "new.py").write_text(PAIR.replace("n < 5", "not n >= 5"))
    code, body = said(["diff", "old.py", "new.py"], capsys)
    assert code == 0
    (folder / "new.py").write_text(PAIR.replace("n < 5", "n < 6"))
    code, out, _ = printed(["diff", "old.py", "new.py::go_on"], capsys)
    assert (code, out) == (1, "different  go_on  for n=5: True, and was False\n")
    code, out, _ = printed(["diff", "old.py", "new.py", "--dispatch"], capsys)
    assert (code, out.split("  ")[:2]) == (1, ["different", "all rules, as a dispatch"])
    code, body = said(["diff", "old.py", "new.py", "--pipeline"], capsys)
    assert code == 1
    assert (
        "exclude each other"
        in printed(["diff", "old.py", "new.py", "--pipeline", "--dispatch"], capsys)[2]
    )
    assert printed(["diff", "old.py", "old.py", "--pipeline"], capsys)[0] == 0
    (folder / "old.py").write_text(WIDE)
    (folder / "new.py").write_text(WIDE.replace("x < y", "not y <= x"))
    code, body = said(["diff", "old.py", "new.py"], capsys)
    assert code == 0
    (folder / "new.py").write_text(WIDE.replace("x < y", "x < y or x == 2**39 == y"))
    code, body = said(["diff", "old.py", "new.py::first"], capsys)
    assert code == 1
    results = body["results"]
    assert isinstance(results, list)
    assert results[0]["witness"]["input"] == {"x": 2**39, "y": 2**39}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["classify", "none.py"], "none.py: cannot be read"),
        (["compose", "pair.py", "--order", "stop,stop"], "the rule stop is named twice"),
        (["compose", "pair.py", "--order", "halt"], "no rule 'halt' (known: go_on, stop)"),
        (["conflicts", "empty.py"], "no rule in this file"),
        (["diff", "pair.py", "pair.py::halt"], "no rule 'halt'"),
    ],
)
def test_bad_input_is_three(
    words: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be used is named, with what to do."""
    (folder / "pair.py").write_text(PAIR)
    (folder / "empty.py").write_text("LIMIT = 3\n")
    code, out, err = printed(words, capsys)
    assert (code, out) == (3, "")
    assert message in err
