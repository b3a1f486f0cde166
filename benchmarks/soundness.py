"""Random programs against CPython, and random tasks against the provers; JSON on stdout.

    python benchmarks/soundness.py --trials 100000 --jobs 2 --state soundness.json

A trial is one task that the provers judge: a random one, whose contract comes from running it,
or a mutant of one that they proved. What they prove must hold on every input tried, and what they
refute must replay. Every `--compare`-th seed also runs a random program in the reference
interpreter and in CPython. An interrupted run prints its report too; with `--state` the next one
goes on where it stopped.
"""

import argparse
import json
import os
import platform
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lemmata.proving import Session
from lemmata.testing.differential import Difference, Tally, compare
from lemmata.testing.soundness import (
    Trial,
    judge_trial,
    mutant_trial,
    random_loop_trial,
    random_trial,
)

SHOWN = 20
CHUNK = 16
MAKERS: dict[str, Callable[[int], Trial]] = {
    "expressions": lambda number: random_trial(number, is_layered=number % 8 >= 4),
    "loops": random_loop_trial,
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What makes two runs the same run."""

    seed: int
    inputs: int
    compare: int
    kind: str


@dataclass(slots=True)
class State:
    """How far a run came, and what it found."""

    chunks: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    interpreter: Tally = field(default_factory=Tally)
    provers: Tally = field(default_factory=Tally)

    @property
    def trials(self) -> int:
        """Tasks judged."""
        return self.provers.counts["trials"]

    @property
    def differences(self) -> int:
        """Everything found that should not be."""
        return len(self.interpreter.differences) + len(self.provers.differences)


def main() -> int:
    """Runs the trials; 1 when anything differed."""
    options = _options()
    choices = Choices(options.seed, options.inputs, options.compare, options.kind)
    state = _read(options.state, choices)
    is_whole = True
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        for _ in _run(state, choices, options.trials, options.jobs):
            _say(state, options.trials)
            _write(options.state, choices, state)
    except KeyboardInterrupt:
        is_whole = False
    report = {
        "benchmark": "soundness",
        "python": platform.python_version(),
        "seed": options.seed,
        "is_whole": is_whole,
        "trials": state.trials,
        "seconds": round(state.seconds, 1),
        "cpu_seconds": round(state.cpu_seconds, 1),
        "interpreter": _shown(state.interpreter),
        "provers": _shown(state.provers),
    }
    print(json.dumps(report, indent=2, sort_keys=True))
    return 1 if state.differences else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--trials", type=int, default=2_000, help="tasks to judge (2000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--inputs", type=int, default=300, help="inputs for each task (300)")
    parser.add_argument(
        "--compare", type=int, default=4, help="one program per so many seeds; 0: none (4)"
    )
    parser.add_argument("--kind", choices=(*MAKERS, "all"), default="all", help="which tasks (all)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--state", type=Path, help="a file to go on from, and to keep the state in")
    return parser.parse_args()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _run(state: State, choices: Choices, trials: int, jobs: int) -> Iterator[None]:
    """Chunks of seeds, in order; the state grows by one before each yield."""
    start, before = time.perf_counter(), (state.seconds, state.cpu_seconds)
    waiting: deque[Future[tuple[Tally, Tally, float]]] = deque()
    following = state.chunks
    with ProcessPoolExecutor(jobs, initializer=_deaf) as pool:
        try:
            while state.trials < trials:
                while len(waiting) <= jobs:
                    waiting.append(pool.submit(judge_chunk, following, choices))
                    following += 1
                interpreter, provers, spent = waiting.popleft().result()
                state.interpreter.add(interpreter)
                state.provers.add(provers)
                state.chunks += 1
                state.cpu_seconds += spent
                state.seconds = before[0] + time.perf_counter() - start
                yield
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _deaf() -> None:
    """A worker leaves an interruption to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def judge_chunk(number: int, choices: Choices) -> tuple[Tally, Tally, float]:
    """The trials of some seeds: what was compared, what was judged, and the CPU seconds."""
    before = sum(os.times()[:4])
    interpreter, provers = Tally(), Tally()
    first = choices.seed + number * CHUNK
    with Session() as session:
        for seed in range(first, first + CHUNK):
            if choices.compare and seed % choices.compare == 0:
                interpreter.add(compare(seed))
            trial = _trial(seed, choices.kind)
            tally = judge_trial(session, trial, choices.inputs)
            provers.add(tally)
            mutant = mutant_trial(trial) if tally.counts["proved"] else None
            if mutant is not None:
                provers.add(judge_trial(session, mutant, choices.inputs))
    return interpreter, provers, sum(os.times()[:4]) - before


def _trial(seed: int, kind: str) -> Trial:
    """The random task of a seed; of all kinds in turn."""
    kinds = tuple(MAKERS) if kind == "all" else (kind,)
    number, turn = divmod(seed, len(kinds))
    return MAKERS[kinds[turn]](number)


def _say(state: State, trials: int) -> None:
    """Progress, when someone looks."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{state.trials:,} of {trials:,} trials, {state.differences} wrong ")
        sys.stderr.flush()


def _read(path: Path | None, choices: Choices) -> State:
    """The state kept in the file; a new one without a file, or where other choices made it."""
    if path is None or not path.exists():
        return State()
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept["choices"] != asdict(choices):
        sys.exit(f"{path} belongs to a run with {kept['choices']}: name another file")
    tallies = (_tally(kept["interpreter"]), _tally(kept["provers"]))
    return State(kept["chunks"], kept["seconds"], kept["cpu_seconds"], *tallies)


def _tally(kept: dict[str, Any]) -> Tally:
    return Tally(Counter(kept["counts"]), [Difference(**known) for known in kept["differences"]])


def _plain(tally: Tally) -> dict[str, Any]:
    return {"counts": dict(tally.counts), "differences": [asdict(d) for d in tally.differences]}


def _write(path: Path | None, choices: Choices, state: State) -> None:
    """Beside the file first, then renamed: an interruption never leaves half a state."""
    if path is None:
        return
    aside = path.with_suffix(f"{path.suffix}.new")
    kept = {
        "choices": asdict(choices),
        "chunks": state.chunks,
        "seconds": state.seconds,
        "cpu_seconds": state.cpu_seconds,
        "interpreter": _plain(state.interpreter),
        "provers": _plain(state.provers),
    }
    aside.write_text(json.dumps(kept), encoding="utf-8")
    aside.replace(path)


def _shown(tally: Tally) -> dict[str, object]:
    return {
        "counts": dict(sorted(tally.counts.items())),
        "differences": len(tally.differences),
        "first_differences": [asdict(known) for known in tally.differences[:SHOWN]],
    }


if __name__ == "__main__":
    sys.exit(main())
