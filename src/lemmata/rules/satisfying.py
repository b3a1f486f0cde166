"""Does some input reach a leaf of a branching program? A propositional question to both solvers.

The tests cut each field's values into ranges. For every cut there is a Boolean, whether the value
lies before it, and each implies the next. Every node is a Boolean as well: whether the input comes
there. So nothing but Booleans is asked, whatever the size of the fields.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from lemmata.obligations.solvers import Script
from lemmata.rules.branching import Branch, Leaf, Node, walk
from lemmata.rules.domain import Domain, Point


def reach_script(
    domain: Domain, root: Node, wanted: Callable[[Leaf], bool]
) -> tuple[Script, Callable[[Sequence[str]], Point]]:
    """A script that is satisfiable exactly where a wanted leaf is reached, and how to read it."""
    order = list(walk(root))[::-1]
    cuts = _cuts(domain, order)
    lines = ["(set-logic QF_UF)"]
    for position, places in cuts.items():
        names = [_cut(position, place) for place in places]
        lines += [f"(declare-const {name} Bool)" for name in names]
        lines += [f"(assert (=> {a} {b}))" for a, b in pairwise(names)]
    number = {id(node): index for index, node in enumerate(order)}
    ways: dict[int, list[str]] = {id(root): ["true"]}
    ends: list[str] = []
    for node in order:
        name = f"n.{number[id(node)]}"
        lines.append(f"(define-fun {name} () Bool {_any(ways[id(node)])})")
        if isinstance(node, Leaf):
            ends += [name] if wanted(node) else []
            continue
        test = _condition(domain, node)
        ways.setdefault(id(node.then), []).append(f"(and {name} {test})")
        ways.setdefault(id(node.otherwise), []).append(f"(and {name} (not {test}))")
    lines += [f"(assert {_any(ends)})", "(check-sat)", ""]
    queries = tuple(_cut(position, place) for position, places in cuts.items() for place in places)
    return Script("\n".join(lines), queries), lambda values: _point(domain, cuts, values)


def _cuts(domain: Domain, nodes: Sequence[Node]) -> Mapping[int, list[int]]:
    """Where the tests cut each field: before these indexes, ascending."""
    found: dict[int, set[int]] = {}
    for node in nodes:
        if isinstance(node, Branch):
            places = found.setdefault(node.field, set())
            for low, high in node.spans:
                places |= {low, high + 1}
    sizes = {position: domain.fields[position].size for position in sorted(found)}
    return {position: sorted(found[position] - {0, size}) for position, size in sizes.items()}


def _condition(domain: Domain, node: Branch) -> str:
    """The test of a node: the value lies within one of its ranges."""
    size = domain.fields[node.field].size
    parts = []
    for low, high in node.spans:
        below = [] if low == 0 else [f"(not {_cut(node.field, low)})"]
        above = [] if high == size - 1 else [_cut(node.field, high + 1)]
        parts.append(f"(and true {' '.join([*below, *above])})")
    return _any(parts)


def _any(terms: Sequence[str]) -> str:
    return f"(or false {' '.join(terms)})"


def _cut(position: int, place: int) -> str:
    """Whether the value of a field has an index below the place."""
    return f"x{position}.below.{place}"


def _point(domain: Domain, cuts: Mapping[int, list[int]], values: Sequence[str]) -> Point:
    """The least input within the ranges that a model names; fields without a test are first."""
    point = [0] * len(domain.fields)
    replies = iter(values)
    for position, places in cuts.items():
        below = ["true" in next(replies).rsplit(maxsplit=1)[-1] for _ in places]
        passed = bisect_right(below, False)
        point[position] = places[passed - 1] if passed else 0
    return tuple(point)
