"""The skill file tells the truth: its calls give the answers that it shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemmata.serving import JOBS, Root, Store, Workplace
from tests.repository.checkout import ROOT
from tests.repository.markdown import blocks

SKILL = ROOT / "docs" / "skill" / "SKILL.md"
USUAL = {"budget_seconds": 5.0, "output": "lemmas"}


def test_the_examples_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file, call and answer, in the order in which the skill shows them."""
    monkeypatch.chdir(tmp_path)
    place = Workplace(Root.at(tmp_path), Store(tmp_path / "sessions"), lambda text: None)
    answer: Any = None
    answers = 0
    for block in blocks(SKILL):
        mark, _, rest = block.mark.partition(" ")
        if mark == "python":
            Path(rest.removeprefix("file=")).write_text(block.text)
        elif rest == "answer":
            answers += 1
            assert holds(json.loads(block.text), answer), f"line {block.line}: {answer}"
        else:
            job = JOBS[rest.removeprefix("call=")]
            answer = job(place, {**USUAL, **json.loads(block.text)})
    assert answers == 6


def holds(claimed: Any, given: Any) -> bool:
    """Whether everything that is claimed is there; objects may hold more."""
    if isinstance(claimed, dict):
        return all(key in given and holds(claimed[key], given[key]) for key in claimed)
    if isinstance(claimed, list):
        return len(claimed) == len(given) and all(map(holds, claimed, given))
    return bool(claimed == given)


def test_the_skill_has_its_head() -> None:
    """Agents find a skill by its name and description, of at most 1024 characters."""
    head = SKILL.read_text().split("---\n")[1]
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert fields["name"] == "lemmata"
    assert 100 < len(fields["description"]) <= 1024
