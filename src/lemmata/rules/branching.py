"""Branching programs: a rule as tests of single fields, with shared continuations.

What path enumeration yields. A path may test a field twice, in any order; only paths whose tests
agree are inputs. `outcomes` walks the paths of a box, `decide` that of one input.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lemmata.contracts.values import Value
from lemmata.rules.domain import Domain, Spans, complement, holds, intersect
from lemmata.rules.table import Guard


@dataclass(frozen=True, slots=True)
class Decided:
    """What is written, by output field; None where a field is left as it is."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """The rule raises instead of deciding: the exception's type, and the line."""

    error: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """The end of a path."""

    outcome: Decided | Fault


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """Does the field at this position have one of these values? Never all or none of them."""

    field: int
    spans: Spans
    then: "Node"
    otherwise: "Node"


Node: TypeAlias = Leaf | Branch


class Graph:
    """Makes nodes so that equal ones are one object."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self._sizes = [field.size for field in domain.fields]
        self._leaves: dict[tuple[object, str], Leaf] = {}
        self._branches: dict[tuple[int, Spans, int, int], Branch] = {}

    def leaf(self, outcome: Decided | Fault) -> Leaf:
        """The end with this outcome."""
        # By text as well, because True equals 1.
        return self._leaves.setdefault((type(outcome), repr(outcome)), Leaf(outcome))

    def branch(self, field: int, spans: Spans, then: Node, otherwise: Node) -> Node:
        """The test of a field, or the only way that it leaves."""
        if then is otherwise or spans == ((0, self._sizes[field] - 1),):
            return then
        if not spans:
            return otherwise
        key = (field, spans, id(then), id(otherwise))
        made = self._branches.get(key)
        if made is None:
            made = self._branches[key] = Branch(field, spans, then, otherwise)
        return made

    def __len__(self) -> int:
        return len(self._branches) + len(self._leaves)


def decide(node: Node, point: Sequence[int]) -> Decided | Fault:
    """What happens on one input."""
    while isinstance(node, Branch):
        node = node.then if holds(node.spans, point[node.field]) else node.otherwise
    return node.outcome


def paths(node: Node, domain: Domain, box: Guard) -> Iterator[tuple[Guard, Leaf]]:
    """Every path that some input of the box takes, and those inputs: disjoint, and all of them."""
    pending = [(node, box)]
    while pending:
        current, left = pending.pop()
        if isinstance(current, Leaf):
            yield left, current
            continue
        known = left[current.field]
        size = domain.fields[current.field].size
        ways = (
            (current.otherwise, intersect(known, complement(current.spans, size))),
            (current.then, intersect(known, current.spans)),
        )
        for way, kept in ways:
            if kept:
                pending.append((way, (*left[: current.field], kept, *left[current.field + 1 :])))


def outcomes(node: Node, domain: Domain, box: Guard) -> dict[str, Leaf]:
    """The ends that inputs of the box reach, by their text."""
    return {repr(leaf.outcome): leaf for _, leaf in paths(node, domain, box)}


def count_nodes(root: Node) -> int:
    """How many nodes there are, shared ones once."""
    return len(list(walk(root)))


def walk(root: Node) -> Iterator[Node]:
    """Every node below the root once, children before parents."""
    done: set[int] = set()
    pending: list[tuple[Node, bool]] = [(root, False)]
    while pending:
        node, is_ready = pending.pop()
        if is_ready:
            yield node
        elif id(node) not in done:
            done.add(id(node))
            pending.append((node, True))
            if isinstance(node, Branch):
                pending += [(node.otherwise, False), (node.then, False)]
