"""Time of one evaluation behind each kind of walls, against a Python started for it; JSON.

    python benchmarks/sandbox.py --rounds 20

A script of one function is run on one input, and a batch of it on a hundred, behind every kind of
walls that works here; a task file's function likewise. In turn with them, ten at a time, the same
text is run by a fresh Python that prints what it returns, with no wall at all. What workers of
monty spend is not seen.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any

import lemmata
from lemmata.contracts.errors import LemmataError
from lemmata.contracts.reading import read_source
from lemmata.contracts.values import ListValue
from lemmata.language.parsing import parse_program
from lemmata.sandbox import Child, Sandbox, Script, Scripts, Walls

GOALS = {"evaluation_wall_seconds": 0.005, "evaluation_cpu_seconds": 0.005}
BATCH = 100
BLOCK = 10
SOURCE = '''\
def parity(numbers: list[int]) -> int:
    """post: 0 <= __return__ <= 1"""
    total = 0
    for number in numbers:
        total += number
    return total % 2
'''
BARE = SOURCE + "\nimport json, sys\nprint(json.dumps(parity(json.loads(sys.argv[1]))))\n"
ARGUMENT = [1, 2, 3, 4]


def main() -> int:
    """Measure everything and print the report; missed goals are figures, not errors."""
    choices = _choices()
    start = time.perf_counter()
    with ExitStack() as stack:
        runs = dict(_runs(stack))
        measured = _measured(runs, choices.rounds)
    rows = {name: _spreads(times) for name, times in measured.items()}
    usual = rows["script_kernel"]
    reached = {
        "evaluation_wall_seconds": usual["wall_seconds"]["p50"],
        "evaluation_cpu_seconds": usual["cpu_seconds"]["p50"],
    }
    bare = rows["bare_python"]
    report = {
        "benchmark": "sandbox",
        "machine": _machine(),
        "rounds": choices.rounds,
        "seconds": round(time.perf_counter() - start, 1),
        "goals": [
            {"figure": name, "goal": goal, "value": reached[name], "met": reached[name] <= goal}
            for name, goal in GOALS.items()
        ],
        "evaluations": rows,
        "ratio_to_bare_python": {
            kind: round(usual[kind]["p50"] / bare[kind]["p50"], 3)
            for kind in ("wall_seconds", "cpu_seconds")
        },
        "batch": BATCH,
    }
    print(json.dumps(report, indent=2))
    return 0


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=20, help="blocks of ten runs each (default 20)"
    )
    return parser.parse_args()


Run = tuple[Callable[[], object], Callable[[], float]]
"""What is run, and the CPU seconds that were used for it so far, beyond ended children."""


def _runs(stack: ExitStack) -> Iterator[tuple[str, Run]]:
    """Everything that is measured, warm; walls that this machine lacks are left out."""
    script = Script(SOURCE, "parity")
    for walls in Walls:
        try:
            scripts = stack.enter_context(Scripts(walls=walls))
            scripts.run(script, [ARGUMENT])
        except LemmataError:
            continue
        yield f"script_{walls}", _script_run(scripts, script, 1)
        yield f"batch_{walls}", _script_run(scripts, script, BATCH)
    module = read_source(SOURCE)
    child = Child(walls=Walls.KERNEL)
    stack.callback(child.close)
    sandbox = stack.enter_context(Sandbox(module, parse_program(module), child=child))
    argument = ListValue(tuple(ARGUMENT))
    yield "task_kernel", (lambda: sandbox.call("parity", (argument,)), lambda: child.cpu_seconds)
    command = [sys.executable, "-I", "-c", BARE, json.dumps(ARGUMENT)]
    yield (
        "bare_python",
        (lambda: subprocess.run(command, capture_output=True, check=True, env={}), lambda: 0.0),
    )


def _script_run(scripts: Scripts, script: Script, size: int) -> Run:
    batch = [[ARGUMENT]] * size
    return (lambda: scripts.run_many(script, batch)), (lambda: scripts.cpu_seconds)


def _measured(runs: dict[str, Run], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """(wall, CPU) seconds of every run, a block of each kind a round, in turn."""
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for run, _ in runs.values():
        run()
    for _ in range(rounds):
        for name, (run, extra) in runs.items():
            for _ in range(BLOCK):
                wall, cpu = time.perf_counter(), _own_seconds() + extra()
                run()
                wall = time.perf_counter() - wall
                measured[name].append((wall, _own_seconds() + extra() - cpu))
    return measured


def _own_seconds() -> float:
    """CPU seconds of this process and of its ended children, to the microsecond."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _spreads(times: Sequence[tuple[float, float]]) -> dict[str, dict[str, float]]:
    walls, cpus = zip(*times, strict=True)
    return {"wall_seconds": _spread(walls), "cpu_seconds": _spread(cpus)}


def _spread(values: Sequence[float]) -> dict[str, float]:
    """Median, nearest-rank 90th percentile and maximum."""
    ordered = sorted(values)
    return {
        "p50": round(median(ordered), 5),
        "p90": round(ordered[-(-len(ordered) * 9 // 10) - 1], 5),
        "max": round(ordered[-1], 5),
    }


def _machine() -> dict[str, Any]:
    return {
        "system": platform.system(),
        "release": platform.release(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": [round(each, 1) for each in os.getloadavg()],
        "python": platform.python_version(),
        "lemmata": lemmata.__version__,
    }


if __name__ == "__main__":
    sys.exit(main())
