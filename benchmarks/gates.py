"""What the gates before the proof cost, against Bandit, mypy and Ruff run as three processes.

One candidate of forty lines goes through security, syntax, types, execution and accuracy, warm; the
three tools read the same file as Compiled AI runs them: a process each, one after another. CPU
seconds of everything that ran: this process, the servers, the sandbox, the tools. Goal: 50 ms.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lemmata.contracts.gating import ORDER, GateOutcome, ended
from lemmata.gates import Policy, Submission, Toolbox, judge
from lemmata.gates.golden import read_golden

GOAL_MS = 50.0
CANDIDATE = '''\
"""An invoice of lines, with a discount on what is large."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of an invoice."""

    sku: str
    quantity: int
    cents: int


def total_by_sku(lines: list[Line], percent: int, limit: int) -> dict[str, int]:
    """The cents of each article; what is above a limit has a discount.

    pre: 0 <= percent <= 100
    pre: limit >= 0
    post: all(cents > 0 for cents in __return__.values())

    >>> total_by_sku([Line("a", 2, 50), Line("b", 0, 7), Line("a", 1, 5)], 10, 80)
    {'a': 95}
    """
    totals: dict[str, int] = {}
    for line in lines:
        if line.quantity <= 0 or line.cents <= 0:
            continue
        amount = line.quantity * line.cents
        if amount > limit:
            amount -= amount * percent // 100
        if line.sku in totals:
            totals[line.sku] += amount
        else:
            totals[line.sku] = amount
    result: dict[str, int] = {}
    for sku in sorted(totals):
        if totals[sku] > 0:
            result[sku] = totals[sku]
    return result
'''
LINE = {"sku": "a", "quantity": 2, "cents": 50}


def main() -> int:
    """Print the figures as JSON; 1 where the candidate did not pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of the gates (default 20)")
    parser.add_argument("--peers", type=int, default=3, help="rounds of the tools (default 3)")
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), options.rounds)
        figures["as processes"] = peers(Path(folder), options.peers)
    gates = figures["gates before the proof"]["cpu_ms_median"]
    others = sum(one["cpu_ms_median"] for one in figures["as processes"].values())
    figures["ratio"] = round(others / gates, 1)
    goal = {"figure": "gates before the proof, cpu_ms_median", "goal": GOAL_MS, "value": gates}
    report = {
        "benchmark": "gates",
        "seconds": round(time.monotonic() - started, 1),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "load": round(os.getloadavg()[0], 1),
        "rounds": options.rounds,
        **figures,
        "goals": [{**goal, "met": gates <= GOAL_MS}],
    }
    print(json.dumps(report, indent=1))
    return 0 if figures["passed"] else 1


def measured(folder: Path, rounds: int) -> dict[str, Any]:
    """The gates, cold once and then warm; each by itself as well."""
    golden = folder / "golden.jsonl"
    rows = [
        {"input": {"lines": [{**LINE, "quantity": n}], "percent": 0, "limit": 9}} for n in (1, 2)
    ]
    golden.write_text(
        "\n".join(json.dumps({**r, "expected": [["a", 50 * n]]}) for n, r in enumerate(rows, 1))
    )
    asked = tuple(name for name in ORDER if name != "proof")
    with Toolbox() as box:
        read = read_golden(golden, 0.5)

        def run(gates: tuple[str, ...] = asked) -> GateOutcome:
            submission = Submission.of("invoice.py", CANDIDATE, "total_by_sku", Policy(), read)
            return ended(judge(submission, box.tools(), asked=gates))

        start = box.cpu_seconds()
        outcome = run()
        cold = 1000 * (box.cpu_seconds() - start)
        warm = spent(run, box.cpu_seconds, rounds)
        each = {name: spent(lambda: run((name,)), box.cpu_seconds, rounds) for name in asked}  # noqa: B023
    return {
        "candidate_lines": CANDIDATE.count("\n"),
        "passed": outcome is GateOutcome.PASSED,
        "gates cold": {"cpu_ms": round(cold, 1)},
        "gates before the proof": warm,
        "each alone, with reading the file": each,
    }


def spent(run: Callable[[], object], clock: Callable[[], float], rounds: int) -> dict[str, float]:
    """Median and 90th percentile of CPU milliseconds, and the median of wall milliseconds."""
    cpu, wall = [], []
    for _ in range(rounds):
        before, started = clock(), time.monotonic()
        run()
        cpu.append(1000 * (clock() - before))
        wall.append(1000 * (time.monotonic() - started))
    late = sorted(cpu)[min(len(cpu) - 1, round(0.9 * len(cpu)))]
    return {
        "cpu_ms_median": round(statistics.median(cpu), 1),
        "cpu_ms_p90": round(late, 1),
        "wall_ms_median": round(statistics.median(wall), 1),
    }


def peers(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """The three tools on the same text, each a process of its own."""
    file = folder / "invoice.py"
    file.write_text(CANDIDATE)
    commands = {
        "bandit": ("-q", "-f", "json"),
        "mypy": ("--strict", "--no-error-summary", "--cache-dir", str(folder / "cache")),
        "ruff": ("check", "--quiet"),
    }
    found = {}
    for name, words in commands.items():
        tool = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
        if tool is None:
            sys.exit(f"{name} is not installed; make setup")
        command = [tool, *words, str(file)]

        def run(command: list[str] = command) -> None:
            subprocess.run(command, cwd=folder, check=False, capture_output=True)

        found[name] = spent(run, ended_children, rounds)
    return found


def ended_children() -> float:
    """CPU seconds of the processes that ended."""
    known = resource.getrusage(resource.RUSAGE_CHILDREN)
    return known.ru_utime + known.ru_stime


if __name__ == "__main__":
    sys.exit(main())
