"""Ordered decision diagrams over fields of any size: the minimal one of each function.

A node stands at a field and parts its values among its children, as sets; fields come in the
order of the domain, a node has two children or more, and no two nodes are alike. So functions are
equal exactly where their nodes are one. Terminals hold any hashable payload.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from lemmata.contracts.errors import LimitError
from lemmata.rules.branching import Branch, Decided, Fault, Leaf, Node, walk
from lemmata.rules.domain import (
    Domain,
    Point,
    Spans,
    complement,
    count,
    holds,
    intersect,
    union,
)
from lemmata.rules.table import Guard

MOST_NODES = 200_000
"""Nodes that one collection of diagrams may hold."""

Edges: TypeAlias = tuple[tuple[Spans, int], ...]


class _Split(NamedTuple):
    level: int
    edges: Edges


class Diagrams:
    """Diagrams over one domain, by the number of their root."""

    def __init__(self, domain: Domain, most: int = MOST_NODES) -> None:
        self.domain = domain
        self.most = most
        self._sizes = [field.size for field in domain.fields]
        self._nodes: list[_Split] = []
        self._payloads: list[Hashable] = []
        self._terminals: dict[Hashable, int] = {}
        self._known: dict[_Split, int] = {}
        self._chosen: dict[tuple[int, Spans], dict[tuple[int, int], int]] = {}
        self._reach: dict[int, frozenset[Hashable]] = {}

    def terminal(self, payload: Hashable) -> int:
        """The diagram of the constant function."""
        if payload not in self._terminals:
            self._terminals[payload] = self._add(_Split(len(self._sizes), ()), payload)
        return self._terminals[payload]

    def payload(self, root: int) -> Hashable:
        """What a terminal holds."""
        return self._payloads[root]

    def level(self, root: int) -> int:
        """The position of the field that the root tests; the number of fields at a terminal."""
        return self._nodes[root].level

    def edges(self, root: int) -> Edges:
        """The parts of the field's values, and where each leads."""
        return self._nodes[root].edges

    def split(self, level: int, edges: Iterable[tuple[Spans, int]]) -> int:
        """The node that parts a field's values so; parts are disjoint and cover it."""
        merged: dict[int, list[tuple[int, int]]] = {}
        for part, child in edges:
            merged.setdefault(child, []).extend(part)
        if len(merged) == 1:
            return next(iter(merged))
        parts = sorted((union(part), child) for child, part in merged.items())
        node = _Split(level, tuple(parts))
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._add(node, None)
        return known

    def _add(self, node: _Split, payload: Hashable) -> int:
        if len(self._nodes) >= self.most:
            raise LimitError(
                f"the decision diagram grows beyond {self.most:,} nodes",
                remedy="split the rule, or name the fields in another order",
            )
        self._nodes.append(node)
        self._payloads.append(payload)
        return len(self._nodes) - 1

    def parts(self, root: int, level: int) -> Edges:
        """The root's parts at a level that is not below it: one part where it tests later."""
        node = self._nodes[root]
        if node.level == level:
            return node.edges
        return ((((0, self._sizes[level] - 1),), root),)

    def choose(self, level: int, spans: Spans, then: int, otherwise: int) -> int:
        """``then`` where the field has one of these values, and ``otherwise`` elsewhere."""
        made = self._chosen.setdefault((level, spans), {})
        rest = complement(spans, self._sizes[level])

        def run(yes: int, no: int) -> int:
            if yes == no:
                return yes
            key = (yes, no)
            if key not in made:
                made[key] = step(yes, no)
            return made[key]

        def step(yes: int, no: int) -> int:
            top = min(self._nodes[yes].level, self._nodes[no].level, level)
            if top < level:
                return self.split(top, _zipped(self.parts(yes, top), self.parts(no, top), run))
            kept = [
                (shared, child)
                for side, allowed in ((yes, spans), (no, rest))
                for part, child in self.parts(side, level)
                if (shared := intersect(part, allowed))
            ]
            return self.split(level, kept)

        return run(then, otherwise)

    def combine(self, left: int, right: int, join: Callable[[Hashable, Hashable], Hashable]) -> int:
        """The diagram of ``join`` of both payloads, input by input."""
        made: dict[tuple[int, int], int] = {}

        def run(one: int, other: int) -> int:
            key = (one, other)
            if key not in made:
                made[key] = step(one, other)
            return made[key]

        def step(one: int, other: int) -> int:
            top = min(self._nodes[one].level, self._nodes[other].level)
            if top == len(self._sizes):
                return self.terminal(join(self._payloads[one], self._payloads[other]))
            return self.split(top, _zipped(self.parts(one, top), self.parts(other, top), run))

        return run(left, right)

    def mapped(self, root: int, change: Callable[[Hashable], Hashable]) -> int:
        """The diagram with every payload changed."""
        made: dict[int, int] = {}

        def run(one: int) -> int:
            if one not in made:
                node = self._nodes[one]
                if node.level == len(self._sizes):
                    made[one] = self.terminal(change(self._payloads[one]))
                else:
                    made[one] = self.split(node.level, [(p, run(child)) for p, child in node.edges])
            return made[one]

        return run(root)

    def bind(self, root: int, follow: Callable[[Hashable], int]) -> int:
        """Every payload replaced by the diagram that follows from it, on the same input."""
        made: dict[int, int] = {}

        def run(one: int) -> int:
            if one not in made:
                node = self._nodes[one]
                if not node.edges:
                    made[one] = follow(self._payloads[one])
                else:
                    (_, last), *others = node.edges
                    below = run(last)
                    for part, child in others:
                        below = self.choose(node.level, part, run(child), below)
                    made[one] = below
            return made[one]

        return run(root)

    def restrict(self, root: int, held: Mapping[int, int]) -> int:
        """The diagram where some fields, by position, have the values of these indexes."""
        if not held:
            return root
        made: dict[int, int] = {}

        def run(one: int) -> int:
            if one not in made:
                node = self._nodes[one]
                if not node.edges:
                    made[one] = one
                elif node.level in held:
                    index = held[node.level]
                    made[one] = run(next(c for part, c in node.edges if holds(part, index)))
                else:
                    made[one] = self.split(node.level, [(p, run(c)) for p, c in node.edges])
            return made[one]

        return run(root)

    def of(self, root: Node) -> int:
        """The diagram of a branching program; payloads are the outcomes of its leaves.

        Raises:
            LimitError: it has too many nodes.
        """
        made: dict[int, int] = {}
        for node in walk(root):
            if isinstance(node, Branch):
                then, otherwise = made[id(node.then)], made[id(node.otherwise)]
                made[id(node)] = self.choose(node.field, node.spans, then, otherwise)
            else:
                made[id(node)] = self.terminal(Ending(node))
        return made[id(root)]

    def of_box(self, guard: Guard) -> int:
        """True on the inputs that pass, and False elsewhere."""
        made, no = self.terminal(True), self.terminal(False)
        for level in range(len(guard) - 1, -1, -1):
            rest = complement(guard[level], self._sizes[level])
            made = self.split(level, [(guard[level], made), *([(rest, no)] if rest else [])])
        return made

    def reach(self, root: int) -> frozenset[Hashable]:
        """All payloads that some input meets."""
        if root not in self._reach:
            node = self._nodes[root]
            if node.level == len(self._sizes):
                self._reach[root] = frozenset({self._payloads[root]})
            else:
                below = (self.reach(child) for _, child in node.edges)
                self._reach[root] = frozenset().union(*below)
        return self._reach[root]

    def least(self, root: int, wanted: Callable[[Hashable], bool]) -> Point | None:
        """The least input, by the order of fields and values, whose payload is wanted."""
        if not any(map(wanted, self.reach(root))):
            return None
        point = [0] * len(self._sizes)
        while self._nodes[root].edges:
            level = self._nodes[root].level
            point[level], root = min(
                (part[0][0], child)
                for part, child in self._nodes[root].edges
                if any(map(wanted, self.reach(child)))
            )
        return tuple(point)

    def at(self, root: int, point: Point) -> Hashable:
        """The payload of one input."""
        while self._nodes[root].edges:
            node = self._nodes[root]
            root = next(child for part, child in node.edges if holds(part, point[node.level]))
        return self._payloads[root]

    def counts(self, root: int) -> dict[Hashable, int]:
        """How many inputs have each payload, exactly."""
        made: dict[int, dict[Hashable, int]] = {}

        def below(one: int, level: int) -> dict[Hashable, int]:
            skipped = 1
            for size in self._sizes[level : self._nodes[one].level]:
                skipped *= size
            return {payload: number * skipped for payload, number in run(one).items()}

        def run(one: int) -> dict[Hashable, int]:
            if one not in made:
                node = self._nodes[one]
                found: dict[Hashable, int] = {}
                if not node.edges:
                    found[self._payloads[one]] = 1
                for part, child in node.edges:
                    for payload, number in below(child, node.level + 1).items():
                        found[payload] = found.get(payload, 0) + number * count(part)
                made[one] = found
            return made[one]

        return below(root, 0)

    def rows(self, root: int) -> Iterator[tuple[Guard, Hashable]]:
        """The paths as boxes: disjoint, and all inputs; least boxes first."""
        pending: list[tuple[int, Guard]] = [(root, self.domain.whole)]
        while pending:
            one, box = pending.pop()
            node = self._nodes[one]
            if not node.edges:
                yield box, self._payloads[one]
            for part, child in reversed(node.edges):
                pending.append((child, (*box[: node.level], part, *box[node.level + 1 :])))

    def below(self, root: int) -> frozenset[int]:
        """Every node of the diagram, terminals included."""
        done: set[int] = set()
        pending = [root]
        while pending:
            one = pending.pop()
            if one not in done:
                done.add(one)
                pending += [child for _, child in self._nodes[one].edges]
        return frozenset(done)

    def size(self, root: int) -> int:
        """How many nodes the diagram has, terminals included."""
        return len(self.below(root))

    def tested(self, root: int) -> frozenset[int]:
        """The positions of the fields that decide."""
        return frozenset(n.level for n in map(self._nodes.__getitem__, self.below(root)) if n.edges)


class Ending:
    """An outcome as a payload: equal where the text is, because True equals 1."""

    __slots__ = ("outcome", "text")

    def __init__(self, leaf: Leaf) -> None:
        self.outcome: Decided | Fault = leaf.outcome
        self.text = repr(leaf.outcome)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ending) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


def _zipped(
    left: Edges, right: Edges, run: Callable[[int, int], int]
) -> Iterator[tuple[Spans, int]]:
    """Both partitions at once."""
    for part, child in left:
        for other_part, other in right:
            shared = intersect(part, other_part)
            if shared:
                yield shared, run(child, other)
