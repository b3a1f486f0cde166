"""What proofs about lists cost: typical loops with their invariants, and the lemma library.

    python benchmarks/lists.py

Each obligation goes to both solvers, which are warm; the library's laws are shown anew.
"""

import argparse
import json
import platform
import time
from collections.abc import Sequence
from typing import Any

from lemmata.contracts.hints import Hints, LoopHint
from lemmata.contracts.reading import read_source
from lemmata.language.hints import annotate
from lemmata.language.parsing import parse_program
from lemmata.obligations import derive
from lemmata.obligations.library.order_proofs import order_proofs
from lemmata.obligations.library.proofs import proofs
from lemmata.obligations.solvers import Limits, Script, Solver, Solvers

HEAD = "from icontract import ensure, require\n\n"
RISES = "all({0}[k] <= {0}[k + 1] for k in range(len({0}) - 1))"
LOOPS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "member": (
        """
@ensure(lambda xs, v, result: result == (v in xs))
def member(xs: list[int], v: int) -> bool:
    for x in xs:
        if x == v:
            return True
    return False
""",
        ("v not in xs[:index_1]",),
        (),
    ),
    "sum": (
        """
@ensure(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int:
    found = 0
    for x in xs:
        found += x
    return found
""",
        ("found == sum(xs[:index_1])",),
        (),
    ),
    "max scan": (
        """
@require(lambda xs: len(xs) > 0)
@ensure(lambda xs, result: result == max(xs))
def greatest(xs: list[int]) -> int:
    best = xs[0]
    for x in xs:
        if x > best:
            best = x
    return best
""",
        ("best in xs", "all(x <= best for x in xs[:index_1])"),
        (),
    ),
    "sorted insert": (
        f"""
@require(lambda xs: {RISES.format("xs")})
@ensure(lambda result: {RISES.format("result")})
@ensure(lambda xs, v, result: sorted(result) == sorted(xs + [v]))
def insert(xs: list[int], v: int) -> list[int]:
    place = 0
    while place < len(xs) and xs[place] < v:
        place += 1
    return xs[:place] + [v] + xs[place:]
""",
        ("0 <= place <= len(xs)", "all(xs[k] < v for k in range(place))"),
        ("len(xs) - place",),
    ),
    "binary search": (
        f"""
@require(lambda xs: {RISES.format("xs")})
@ensure(lambda xs, v, result: result == (v in xs))
def search(xs: list[int], v: int) -> bool:
    low, high = 0, len(xs)
    while low < high:
        middle = (low + high) // 2
        if xs[middle] == v:
            return True
        if xs[middle] < v:
            low = middle + 1
        else:
            high = middle
    return False
""",
        (
            "0 <= low <= high <= len(xs)",
            "all(xs[k] < v for k in range(low))",
            "all(v < xs[k] for k in range(high, len(xs)))",
        ),
        ("high - low",),
    ),
    "reverse": (
        """
@ensure(lambda xs, result: result == xs[::-1])
def turned(xs: list[int]) -> list[int]:
    out: list[int] = []
    for x in xs:
        out.insert(0, x)
    return out
""",
        ("out == xs[:index_1][::-1]",),
        (),
    ),
    "count": (
        """
@ensure(lambda xs, v, result: result == xs.count(v))
def count(xs: list[int], v: int) -> int:
    found = 0
    for x in xs:
        if x == v:
            found += 1
    return found
""",
        ("found == xs[:index_1].count(v)",),
        (),
    ),
    "filter and map": (
        """
@ensure(lambda xs, result: result == [x * 2 for x in xs if x > 0])
def doubled(xs: list[int]) -> list[int]:
    out: list[int] = []
    for x in xs:
        if x > 0:
            out.append(x * 2)
    return out
""",
        ("out == [x * 2 for x in xs[:index_1] if x > 0]",),
        (),
    ),
}


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.parse_args()
    start = time.perf_counter()
    with Solvers(Limits(wall_seconds=30)) as solvers:
        versions = {solver.value: version for solver, version in solvers.versions().items()}
        loops = {name: asked(solvers, scripts(name)) for name in LOOPS}
        laws = [Script(proof.text) for proof in (*proofs(), *order_proofs())]
        library = asked(solvers, laws)
    report: dict[str, Any] = {
        "benchmark": "lists",
        "seconds": round(time.perf_counter() - start, 1),
        "machine": {"python": platform.python_version(), **versions},
        "loops": loops,
        "library": library,
    }
    print(json.dumps(report, indent=2))


def scripts(name: str) -> list[Script]:
    """The obligations of a loop, given its invariants and measure."""
    source, invariants, measures = LOOPS[name]
    module = read_source(HEAD + source)
    program = parse_program(module)
    (function,) = program.functions
    hints = {function: Hints((LoopHint(1, invariants, measures),))}
    hinted = annotate(module, program, hints)
    return [Script(known.smt) for known in derive(hinted, function)]


def asked(solvers: Solvers, given: Sequence[Script]) -> dict[str, Any]:
    """How many are shown by either, and what each solver spent."""
    shown = [False] * len(given)
    figures: dict[str, Any] = {"obligations": len(given)}
    for solver in Solver:
        units, longest, start = 0, 0.0, time.perf_counter()
        for place, script in enumerate(given):
            before = time.perf_counter()
            (reply,) = solvers.solve([script], solver)
            longest = max(longest, time.perf_counter() - before)
            units += reply.resources
            shown[place] |= reply.status == "unsat"
        spent = time.perf_counter() - start
        figures[solver.value] = {
            "units": units,
            "milliseconds": round(1000 * spent),
            "longest_milliseconds": round(1000 * longest),
        }
    return {**figures, "shown": sum(shown)}


if __name__ == "__main__":
    main()
