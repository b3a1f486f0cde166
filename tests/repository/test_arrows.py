"""Who may import whom."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.checkout import PACKAGE, ROOT, layers


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Import-linter's answer about the package under `folder`, by the repository's contracts."""
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [linter, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_contracts_hold() -> None:
    """No room imports a higher one or a sibling, and no tool comes in by a wrong door."""
    answer = lint(PACKAGE.parent)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("room", "statement"),
    [
        ("contracts", "import lemmata.language"),
        ("language", "import lemmata.sandbox"),
        ("evidence", "import lemmata.provers"),
        ("evidence", "import lemmata.generators"),
        ("provers", "import lemmata.generators"),
        ("artifacts", "import lemmata.provers"),
        ("search", "import lemmata.cli"),
        ("screening", "import lemmata.language"),
        ("screening", "import socket"),
        ("provers", "import z3"),
        ("evidence", "import cvc5"),
        ("language", "import pydantic"),
        ("contracts", "import icontract"),
        ("cli", "import socket"),
        ("generators", "import pydantic_ai"),
        ("cli", "import openai"),
        ("testing", "import http.client"),
    ],
)
def test_a_reversed_import_is_rejected(room: str, statement: str, tmp_path: Path) -> None:
    """Each arrow that the map forbids breaks a contract when somebody draws it."""
    shutil.copytree(PACKAGE, tmp_path / "lemmata", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "lemmata" / room / "intruder.py").write_text(f'"""Trespasses."""\n{statement}\n')
    answer = lint(tmp_path)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"lemmata.{room}.intruder" in answer.stdout


def test_the_architecture_page_says_the_same() -> None:
    """The table of rooms in docs/architecture.md is import-linter's contract in words."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    rows = re.findall(r"^\| `(\w+?)(?:/|\.py)` \|.*\| (.*?) \|$", text, re.MULTILINE)
    documented = {room: frozenset(re.findall(r"`(\w+)`", allowed)) for room, allowed in rows}
    enforced = {}
    for position, layer in enumerate(layers()):
        below: frozenset[str] = frozenset().union(*layers()[position + 1 :])
        enforced.update(dict.fromkeys(layer, below))
    assert documented == enforced


def test_every_room_is_on_the_map() -> None:
    """A folder of the package that the contract does not name would be free to import anything."""
    rooms = {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    files = {p.stem for p in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert rooms | files == frozenset().union(*layers())
