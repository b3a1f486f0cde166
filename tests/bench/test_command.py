"""`lemmata bench ab` as scripts meet it."""

import json
from pathlib import Path

import pytest

from lemmata.cli.bench_shapes import TrialsShape
from lemmata.cli.main import main


def trials(folder: Path, wins: int, losses: int, rule: str = "r") -> Path:
    """A file in which a rule wins and loses so many tasks, and two are alike."""
    file = folder / "trials.jsonl"
    rows = []
    for n in range(wins + losses + 2):
        for on in (False, True):
            passed = on if n < wins else not on if n < wins + losses else True
            rows.append({"rules": {rule: on}, "task": f"t{n}<b>", "passed": passed})
    rows.append({"rules": {rule: True}, "task": "t0<b>", "seed": 9, "passed": False})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.mark.parametrize(
    ("wins", "losses", "answer", "code"),
    [(40, 2, "better", 0), (2, 40, "worse", 1), (3, 1, "cannot tell", 2)],
)
def test_the_exit_code_is_the_answer(
    wins: int,
    losses: int,
    answer: str,
    code: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """0 better, 1 worse, 2 cannot tell; the text and the JSON say the same."""
    file = str(trials(tmp_path, wins, losses))
    assert main(["bench", "ab", file]) == code
    assert capsys.readouterr().out.startswith(f"{answer}  r  ")
    assert main(["bench", "ab", file, "--json"]) == code
    shape = TrialsShape.model_validate(json.loads(capsys.readouterr().out)["results"][0])
    assert shape.effects[0].answer == answer
    assert shape.effects[0].left_out == 1
    assert [one.task for one in shape.flaky] == ["t0<b>"] * (wins > 0)


def test_the_page_needs_nothing_and_escapes(tmp_path: Path) -> None:
    """A rule's name is somebody's text; no script and no address is in the page."""
    page = tmp_path / "page.html"
    file = trials(tmp_path, 9, 1, "<script>alert(1)</script>")
    assert main(["bench", "ab", str(file), "--report", str(page)]) in (0, 2)
    text = page.read_text()
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert "polygon" in text
    assert "Flaky tasks" in text


def test_bad_input_is_three_and_leaves_no_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A level that is none, a file that is missing."""
    page = tmp_path / "page.html"
    assert main(["bench", "ab", str(tmp_path / "none"), "--report", str(page)]) == 3
    assert main(["bench", "ab", str(trials(tmp_path, 1, 1)), "--alpha", "2"]) == 3
    assert "is no chance of an error" in capsys.readouterr().err
    assert not page.exists()
