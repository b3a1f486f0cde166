"""What the command line imports: heavy packages only where they are used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src"
HEAVY = frozenset(
    [
        "asyncio",
        "ctypes",
        "cvc5",
        "hashlib",
        "hypothesis",
        "icontract",
        "importlib.metadata",
        "pydantic",
        "rich",
        "tempfile",
        "unittest",
        "z3",
    ]
)
PROVERS = "lemmata.provers.smt, lemmata.provers.exhaustive, lemmata.provers.small_scope"


def imported_by(modules: str) -> frozenset[str]:
    """The modules that a fresh Python holds after importing these."""
    code = f"import sys, {modules}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        check=True,
        text=True,
    )
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("modules", ["lemmata.cli.main", f"lemmata.cli.prove_command, {PROVERS}"])
def test_a_proof_starts_without_heavy_packages(modules: str) -> None:
    """Neither the entry point nor a whole proof imports what only other commands need."""
    assert imported_by(modules) & HEAVY == frozenset()


def test_help_reads_no_task_file_machinery() -> None:
    """The entry point alone imports neither the language nor the solvers' processes."""
    rooms = {name.split(".")[1] for name in imported_by("lemmata.cli.main") if "lemmata." in name}
    assert rooms == {"cli", "contracts"}
