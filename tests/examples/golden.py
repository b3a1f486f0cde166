"""What the examples are known to give; `make golden` writes it anew after a change that is meant.

Golden are the verdict, the assurance of a proof, and a refutation's counterexample: the pipeline
is deterministic, so that they are the same on every run. Times and reasons are not compared.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "examples" / "golden.json"
FOLDERS = ("proved", "refuted", "unknown")


def lemmata(*words: str | Path) -> tuple[int, dict[str, Any]]:
    """Run a command with ``--json``; its exit code and its object."""
    command = [sys.executable, "-m", "lemmata.cli.main", *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if not done.stdout:
        raise RuntimeError(f"{words} printed nothing, and on stderr: {done.stderr}")
    return done.returncode, json.loads(done.stdout)


def observed(folder: str) -> tuple[int, dict[str, Any]]:
    """The exit code of proving a folder of examples, and what is golden of each function."""
    code, answer = lemmata("prove", f"examples/{folder}")
    results = {
        f"{result['file']}::{result['function']}": {
            name: result[name]
            for name in ("verdict", "assurance", "counterexample")
            if result[name] is not None
        }
        for result in answer["results"]
    }
    return code, results


def main() -> None:
    """Write the golden file."""
    golden = {folder: observed(folder)[1] for folder in FOLDERS}
    GOLDEN.write_text(json.dumps(golden, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
