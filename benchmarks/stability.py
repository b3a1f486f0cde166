"""Whether verdicts repeat: other seeds, other names, another order, on a busy machine.

    python benchmarks/stability.py --seeds 10

Every function of the examples is judged as it stands, again with each other seed of the solvers,
once with all its variables renamed and once with the file's functions in the reverse order, while
`--load` processes keep the cores busy. A flip is another verdict than the first; one between
proved and refuted is a wrong verdict, and the exit code is 1.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_source
from lemmata.language.parsing import parse_program
from lemmata.proving import Session, Settings, prove_module, tasks_of
from lemmata.testing.variation import renamed, reordered

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    "examples/proved",
    "examples/refuted",
    "examples/codeproof",
    "examples/verina",
    "benchmarks/small_contracts/right",
    "benchmarks/small_contracts/wrong",
)
GOAL_SHARE = 0.001
OPPOSITES = {"proved", "refuted"}


def main() -> int:
    """Judges everything in every way and prints the report; 1 on a flip to the opposite."""
    choices = _choices()
    start = time.perf_counter()
    files = [path for folder in choices.folders for path in sorted((ROOT / folder).glob("*.py"))]
    with _busy(choices.load), ProcessPoolExecutor(choices.jobs) as pool:
        waiting = [pool.submit(judged, path, choices.seeds, choices.budget) for path in files]
        rows = [row for done in _watched(waiting) for row in done]
    judgements = Counter(row["way"].split()[0] for row in rows)
    flips = [row for row in rows if row["verdict"] != row["first"]]
    opposite = [row for row in flips if {row["verdict"], row["first"]} == OPPOSITES]
    share = round(len(flips) / max(len(rows), 1), 5)
    report = {
        "benchmark": "stability",
        "seconds": round(time.perf_counter() - start, 1),
        "seeds": choices.seeds,
        "load": choices.load,
        "files": len(files),
        "judgements": dict(sorted(judgements.items())),
        "goals": [
            {
                "figure": "flips_share",
                "goal": GOAL_SHARE,
                "value": share,
                "met": share <= GOAL_SHARE,
            },
            {"figure": "opposites", "goal": 0, "value": len(opposite), "met": not opposite},
        ],
        "flips": sorted(flips, key=lambda row: (row["of"], row["way"])),
    }
    print(json.dumps(report, indent=2))
    return 1 if opposite else 0


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10, help="seeds of the solvers (10)")
    parser.add_argument("--load", type=int, default=os.cpu_count() or 1, help="busy processes")
    parser.add_argument("--jobs", type=int, default=1, help="processes that judge (1)")
    parser.add_argument("--budget", type=float, default=5.0, help="CPU seconds a function (5)")
    parser.add_argument("--folders", nargs="*", default=FOLDERS, help="where the files are")
    return parser.parse_args()


@contextmanager
def _busy(count: int) -> Iterator[None]:
    """So many processes that do nothing, as fast as they can."""
    started = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def judged(path: Path, seeds: int, budget: float) -> list[dict[str, str]]:
    """Each function of the file, each way: the first verdict, and the one that way."""
    source = path.read_text(encoding="utf-8")
    label = str(path.relative_to(ROOT))
    first: dict[str, str] = {}
    rows = []
    with Session(Settings(budget, seeds=seeds)) as session:
        for name, verdict, seeded in _verdicts(session, source, label):
            first[name] = verdict
            rows += [_row(label, name, f"seed {seed}", verdict, said) for seed, said in seeded]
    with Session(Settings(budget)) as session:
        for way, text in (("renamed", renamed(source)), ("reordered", reordered(source))):
            said = {name: verdict for name, verdict, _ in _verdicts(session, text, label)}
            rows += [
                _row(label, name, way, verdict, said.get(name, "no verdict"))
                for name, verdict in first.items()
            ]
    return rows


def _row(label: str, name: str, way: str, first: str, verdict: str) -> dict[str, str]:
    return {"of": f"{label}::{name}", "way": way, "first": first, "verdict": verdict}


def _verdicts(
    session: Session, source: str, label: str
) -> Iterator[tuple[str, str, list[tuple[int, str]]]]:
    """Name, verdict and what the other seeds say; a file that is refused gives its error."""
    errors: list[InputError] = []
    module = read_source(source, label)
    left = list(tasks_of(module, parse_program(module), None))
    for judgement, _ in prove_module(session, module, None, errors.append):
        left.remove(judgement.function)
        seeded = [(known.seed, known.verdict.value) for known in judgement.seeded]
        yield judgement.function, judgement.verdict.value, seeded
    yield from ((name, "refused", []) for name in left)


def _watched(waiting: Sequence[Any]) -> Iterator[list[dict[str, str]]]:
    """The results as they come, with a line on stderr when someone looks."""
    for number, done in enumerate(as_completed(waiting), start=1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} of {len(waiting)} files ")
        yield done.result()


if __name__ == "__main__":
    sys.exit(main())
