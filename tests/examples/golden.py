"""What the examples are known to give; `make golden` writes it anew after a change that is meant.

Golden are the verdict, the assurance of a proof, and a refutation's counterexample: the pipeline
is deterministic, so that they are the same on every run. Times and reasons are not compared.
"""

import contextlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from lemmata.cli.main import main

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "examples" / "golden.json"
FOLDERS = ("proved", "refuted", "unknown")


def lemmata(*words: str | Path) -> tuple[int, dict[str, Any]]:
    """Run a command with ``--json`` in this process; its exit code and its object.

    Its cache is its own: entries in the repository's would be foreign to the user's key.
    """
    printed = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, LEMMATA_CACHE=folder),
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(printed),
    ):
        code = main([*map(str, words), "--json"])
    return code, json.loads(printed.getvalue())


def observed(folder: str) -> tuple[int, dict[str, Any]]:
    """The exit code of proving a folder of examples, and what is golden of each function."""
    code, answer = lemmata("prove", f"examples/{folder}")
    return code, golden_of(answer)


def observed_chain(lemmas: Path) -> dict[str, Any]:
    """What is golden of each function of the chain, sealed into a folder."""
    _, answer = lemmata("compile", "examples/components", "-o", lemmas)
    return golden_of(answer)


def golden_of(answer: dict[str, Any]) -> dict[str, Any]:
    """By function, what is the same on every run."""
    return {
        f"{result['file']}::{result['function']}": {
            name: result[name]
            for name in ("verdict", "assurance", "counterexample")
            if result[name] is not None
        }
        for result in answer["results"]
    }


def write() -> None:
    """Write the golden file."""
    golden = {folder: observed(folder)[1] for folder in FOLDERS}
    with tempfile.TemporaryDirectory() as folder:
        golden["components"] = observed_chain(Path(folder))
    GOLDEN.write_text(json.dumps(golden, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    write()
