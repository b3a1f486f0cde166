"""What the tests of the repository read: its tracked files, its settings, its room sources."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "lemmata"


@cache
def settings() -> dict[str, Any]:
    """The parsed `pyproject.toml`."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files that git tracks or would track; everything but hidden folders without git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not any(x.startswith(".venv") for x in p.parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files(*folders: str) -> tuple[Path, ...]:
    """The tracked Python files under the folders, which are relative to the root."""
    roots = [ROOT / folder for folder in folders]
    return tuple(
        path
        for path in tracked_files()
        if path.suffix == ".py" and any(path.is_relative_to(root) for root in roots)
    )


def layers() -> tuple[frozenset[str], ...]:
    """The layers of import-linter's first contract, highest first, as names of rooms."""
    contract = settings()["tool"]["importlinter"]["contracts"][0]
    return tuple(
        frozenset(name.strip().removeprefix("lemmata.") for name in layer.split("|"))
        for layer in contract["layers"]
    )
