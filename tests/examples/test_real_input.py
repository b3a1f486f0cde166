"""What is proved of the real input, as the documents say it."""

import re

import pytest

from tests.examples.golden import ROOT, lemmata

README = ROOT / "examples" / "verina" / "README.md"


@pytest.mark.slow
def test_every_codeproof_body_is_proved() -> None:
    """All 24 files, each function, with nothing remembered."""
    code, answer = lemmata("prove", "examples/codeproof", "--no-cache")
    assert [r["function"] for r in answer["results"] if r["verdict"] != "proved"] == []
    assert len({r["file"] for r in answer["results"]}) == 24
    assert code == 0


def test_what_is_not_proved_is_listed_by_name() -> None:
    """Each file of the list is there, and the count beside it is the list's."""
    text = README.read_text()
    listed = re.findall(r"^\| `(\w+\.py)` \|", text, re.MULTILINE)
    files = {path.name for path in README.parent.glob("*.py")}
    assert set(listed) <= files
    assert f"{len(files) - len(listed)} of {len(files)} files are proved" in text
