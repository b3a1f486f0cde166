"""The examples give what they are known to give."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.golden import FOLDERS, GOLDEN, ROOT, lemmata, observed

EXIT_CODES = {"proved": 0, "refuted": 1, "unknown": 2}
LEAST = {"proved": 12, "refuted": 12, "unknown": 3}


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_verdicts_and_counterexamples(folder: str) -> None:
    """Every function has its verdict, and a refuted one its exact counterexample."""
    golden = json.loads(GOLDEN.read_text())
    code, results = observed(folder)
    assert results == golden[folder]
    assert code == EXIT_CODES[folder]


def test_no_test_writes_into_the_cache_of_the_repository() -> None:
    """The key of tests ends with them: what it signed would be foreign to every later run."""
    cache = ROOT / ".lemmata_cache"
    before = set(cache.rglob("*"))
    lemmata("prove", "examples/proved/triage.py")
    assert set(cache.rglob("*")) == before


@pytest.mark.parametrize("folder", ["proved", "refuted"])
def test_the_golden_file_says_what_the_folder_says(folder: str) -> None:
    """A verdict that moved a function out of its folder is no golden answer."""
    golden = json.loads(GOLDEN.read_text())[folder]
    assert {case["verdict"] for case in golden.values()} == {folder}


def test_refutations_carry_an_input_and_what_happened() -> None:
    """A refutation without a replayed input would be a claim."""
    for case in json.loads(GOLDEN.read_text())["refuted"].values():
        found = case["counterexample"]
        assert found["violated"]
        assert ("error" in found) != ("observed" in found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_there_are_enough_examples(folder: str) -> None:
    """The issue asks for at least ten of each decided kind; a deleted one is noticed."""
    files = {path.name for path in (ROOT / "examples" / folder).glob("*.py")}
    assert len(files) >= LEAST[folder]
    named = {name.split("::")[0] for name in json.loads(GOLDEN.read_text())[folder]}
    assert named == {f"examples/{folder}/{name}" for name in files}


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "examples").glob("*/*.py")),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_examples_are_ordinary_python(path: Path) -> None:
    """A task file imports under the real icontract: there is no language of our own."""
    done = subprocess.run([sys.executable, path], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_open_tasks_compile_from_their_contracts(tmp_path: Path) -> None:
    """Every example without a body gets one, proved by two solvers, at no token."""
    code, answer = lemmata("compile", "examples/compiled", "-o", tmp_path)
    assert code == 0
    assert {(r["verdict"], r["assurance"], r["tokens"]) for r in answer["results"]} == {
        ("proved", "two-solvers", 0)
    }
    assert len(answer["results"]) == len(list((ROOT / "examples" / "compiled").glob("*.py")))
    code, answer = lemmata("check", *sorted(tmp_path.glob("*.lemma")))
    assert code == 0
