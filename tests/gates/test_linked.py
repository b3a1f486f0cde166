"""Files that build on sealed lemmas pass the gates with them."""

import shutil
from pathlib import Path

import pytest

from lemmata.cli.main import main
from tests.repository.checkout import ROOT


def test_a_file_on_sealed_lemmas_is_judged_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Security lets it in, the sandbox runs its code, the proof uses its contract."""
    monkeypatch.chdir(tmp_path)
    for name in ("rounding.py", "discounts.py"):
        shutil.copy(ROOT / "examples" / "components" / name, tmp_path)
    assert main(["compile", ".", "-o", "lemmas"]) == 0
    capsys.readouterr()
    assert main(["gate", "discounts.py", "--lemmas", "lemmas"]) == 0
    told = capsys.readouterr().out
    assert "what comes from the sealed rounding has any type here" in told
    assert "proved, two-solvers" in told
    Path("discounts.py").write_text(
        Path("discounts.py").read_text().replace("return", "return 1 +", 1)
    )
    assert main(["gate", "discounts.py", "--lemmas", "lemmas"]) == 1
    assert "execution  failed" in capsys.readouterr().out
