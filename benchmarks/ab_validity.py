"""How often `lemmata bench ab` is wrong, and how often it finds what it promises; JSON on stdout.

    python benchmarks/ab_validity.py --repetitions 2000

Tasks are drawn again and again under rules whose effect is known. *Alarms*: a rule that changes
nothing is looked at after every ten tasks until it is called better or worse; the peer is what
people do by hand, McNemar's test at every look. *Covered*: the interval holds the true effect at
every fiftieth task. *Power*: the smallest effect that so many tasks are said to find is found, goal
80 %.
"""

import argparse
import json
import sys
import time
from collections import Counter
from random import Random
from typing import Any

from lemmata.bench.betting import evidence, interval
from lemmata.bench.exact import chance
from lemmata.bench.pairing import Stratum
from lemmata.bench.power import smallest_effect

TASKS, EVERY, SELDOM, ALPHA = 400, 10, 50, 0.05
WON, LOST = Stratum(1, 1, 0, 1), Stratum(0, 1, 1, 1)
EFFECTS = ((0.0, 0.2), (0.0, 0.6), (0.1, 0.3), (0.3, 0.5))
"""Mean and mean square of a task's effect."""


def main(argv: list[str]) -> dict[str, Any]:
    """All figures of so many repetitions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(argv)
    started = time.monotonic()
    random = Random(chosen.seed)
    runs = chosen.repetitions
    covered = [coverage(random, mean, square, runs) for mean, square in EFFECTS]
    alarms, by_hand = false_alarms(random, runs)
    powers = [power(random, tasks, square, runs) for tasks in (60, 300) for square in (0.2, 0.5)]
    least, rarest = min(c["covered"] for c in covered), min(p["found"] for p in powers)
    return {
        "benchmark": "ab_validity",
        "seconds": round(time.monotonic() - started, 1),
        "repetitions": runs,
        "tasks": TASKS,
        "looked_every": EVERY,
        "alpha": ALPHA,
        "false_alarms": alarms,
        "false_alarms_of_mcnemar_at_every_look": by_hand,
        "coverage": covered,
        "power": powers,
        "goals": [
            {"figure": "false_alarms", "goal": 0.05, "value": alarms, "met": alarms <= ALPHA},
            {"figure": "covered", "goal": 0.95, "value": least, "met": least >= 1 - ALPHA},
            {"figure": "found", "goal": 0.75, "value": rarest, "met": rarest >= 0.75},
        ],
    }


def drawn(random: Random, mean: float, square: float, count: int) -> list[int]:
    """Effects of so many tasks: won, alike or lost."""
    weights = ((square + mean) / 2, 1 - square, (square - mean) / 2)
    return random.choices((1, 0, -1), weights, k=count)


def coverage(random: Random, mean: float, square: float, runs: int) -> dict[str, float]:
    """How often the interval holds the mean at every look."""
    held = 0
    for _ in range(runs):
        counts: Counter[float] = Counter()
        for _ in range(TASKS // SELDOM):
            counts.update(drawn(random, mean, square, SELDOM))
            low, high = interval(counts, ALPHA)
            if not low <= mean <= high:
                break
        else:
            held += 1
    return {"mean": mean, "mean_square": square, "covered": held / runs}


def false_alarms(random: Random, runs: int) -> tuple[float, float]:
    """How often looking until something is found finds it, of ours and of McNemar's test."""
    ours = theirs = 0
    for _ in range(runs):
        counts: Counter[float] = Counter()
        is_found = is_found_by_hand = False
        for _ in range(TASKS // EVERY):
            counts.update(drawn(random, 0.0, 0.4, EVERY))
            is_found = is_found or evidence(counts) <= ALPHA
            if not is_found_by_hand:
                pairs = [WON] * counts[1] + [LOST] * counts[-1]
                is_found_by_hand = chance(pairs).p <= ALPHA
        ours += is_found
        theirs += is_found_by_hand
    return ours / runs, theirs / runs


def power(random: Random, tasks: int, square: float, runs: int) -> dict[str, float]:
    """How often the smallest effect that so many tasks find is found."""
    effect = smallest_effect(tasks, square, ALPHA)
    if effect is None:
        return {"tasks": tasks, "mean_square": square, "found": 0.0}
    reached = max(square, effect)
    found = sum(
        interval(Counter(drawn(random, effect, reached, tasks)), ALPHA)[0] > 0 for _ in range(runs)
    )
    return {
        "tasks": tasks,
        "mean_square": square,
        "effect": round(effect, 4),
        "found": found / runs,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), indent=1))
