"""Random programs against CPython, and random tasks against the provers; JSON on stdout.

Every ``--every``-th program also becomes a task for the provers: what they prove must hold on
every input tried, and what they refute must replay.

    python benchmarks/soundness.py --programs 100000 --seed 0
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator

from lemmata.proving import Session
from lemmata.testing.differential import Tally, compare
from lemmata.testing.soundness import judge_trial, random_trial

SHOWN = 20


def main() -> int:
    """Runs the comparison; 1 when anything differed."""
    choices = _choices()
    start, cpu = time.perf_counter(), _cpu_seconds()
    interpreter, provers = Tally(), Tally()
    with Session() as session:
        for seed in _progress(choices.seed, choices.programs, interpreter, provers):
            interpreter.add(compare(seed, choices.inputs))
            if choices.every and seed % choices.every == 0:
                number = seed // choices.every
                trial = random_trial(number, is_layered=number % 8 >= 4)
                provers.add(judge_trial(session, trial))
    report = {
        "benchmark": "soundness",
        "python": platform.python_version(),
        "seed": choices.seed,
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(_cpu_seconds() - cpu, 1),
        "interpreter": _shown(interpreter),
        "provers": _shown(provers),
    }
    print(json.dumps(report, indent=2, sort_keys=True))
    return 1 if interpreter.differences or provers.differences else 0


def _cpu_seconds() -> float:
    """CPU time of this process and of the solvers and sandboxes that have ended."""
    return sum(os.times()[:4])


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=int, default=100_000, help="how many (100000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--inputs", type=int, default=5, help="inputs for each function (5)")
    parser.add_argument(
        "--every", type=int, default=20, help="one task for the provers per so many; 0: none (20)"
    )
    return parser.parse_args()


def _progress(first: int, count: int, *tallies: Tally) -> Iterator[int]:
    """The seeds, with a line on stderr when someone looks."""
    for done, seed in enumerate(range(first, first + count)):
        if sys.stderr.isatty() and done % 50 == 0:
            found = sum(len(tally.differences) for tally in tallies)
            sys.stderr.write(f"\r{done:,} of {count:,} programs, {found} differences ")
            sys.stderr.flush()
        yield seed
    if sys.stderr.isatty():
        sys.stderr.write("\n")


def _shown(tally: Tally) -> dict[str, object]:
    return {
        "counts": dict(sorted(tally.counts.items())),
        "differences": len(tally.differences),
        "first_differences": [
            {"seed": known.seed, "law": known.law, "detail": known.detail}
            for known in tally.differences[:SHOWN]
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
