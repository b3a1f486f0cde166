"""Tests of terms as branches of fields: comparisons, truth, and any pure function by cases.

Exact, and the only place that knows how: a comparison of ints of one field is a range of it;
labels are grouped by what they lead to; whatever else is asked, the fields are taken value by
value, the fewest values first, up to `MOST_CASES` cases.
"""

from collections.abc import Callable, Hashable, Sequence
from math import prod
from typing import TypeVar

from lemmata.contracts.errors import Place, UnsupportedError
from lemmata.contracts.values import Value
from lemmata.language.tree import Operation
from lemmata.rules.branching import Fault, Graph, Node
from lemmata.rules.domain import Spans, complement, spans
from lemmata.rules.terms import (
    Chosen,
    Known,
    Linear,
    Struct,
    Term,
    add,
    fields_of,
    ground,
    known,
    linear,
)

MOST_CASES = 1 << 12
"""How many combinations of values are looked at where no rule of arithmetic tells."""

Thunk = Callable[[], Node]
Item = TypeVar("Item", bound=Hashable)

ORDER: dict[Operation, Callable[[int], bool]] = {
    Operation.LESS: lambda difference: difference < 0,
    Operation.LESS_EQUAL: lambda difference: difference <= 0,
    Operation.GREATER: lambda difference: difference > 0,
    Operation.GREATER_EQUAL: lambda difference: difference >= 0,
    Operation.EQUAL: lambda difference: difference == 0,
    Operation.NOT_EQUAL: lambda difference: difference != 0,
}
"""What a comparison says of left minus right."""


def once(thunk: Thunk) -> Thunk:
    """The same node, made when it is first asked for."""
    made: list[Node] = []

    def ask() -> Node:
        if not made:
            made.append(thunk())
        return made[0]

    return ask


def shared(make: Callable[[Item], Node]) -> Callable[[Item], Node]:
    """The same function, which makes the node of each argument once."""
    made: dict[Item, Node] = {}

    def ask(item: Item) -> Node:
        if item not in made:
            made[item] = make(item)
        return made[item]

    return ask


class Cases:
    """Branches over the fields of one domain."""

    def __init__(self, graph: Graph, path: str) -> None:
        self.graph = graph
        self.path = path
        self.fields = graph.domain.fields

    def split(self, position: int, make: Callable[[int], Node]) -> Node:
        """A field taken value by value: values that lead to one node stay together."""
        groups: dict[int, tuple[Node, list[int]]] = {}
        for index in range(self.fields[position].size):
            node = make(index)
            groups.setdefault(id(node), (node, []))[1].append(index)
        *first, (last, _) = groups.values()
        for node, members in reversed(first):
            last = self.graph.branch(position, spans(members), node, last)
        return last

    def by_cases(
        self,
        terms: Sequence[Term],
        compute: Callable[[tuple[Value, ...]], Known | Fault],
        go_on: Callable[[Known], Node],
        what: str,
        line: int,
    ) -> Node:
        """What follows from a function of the terms, for every combination of their fields.

        Raises:
            UnsupportedError: there are more than `MOST_CASES` combinations.
        """
        positions = frozenset().union(*map(fields_of, terms))
        cases = prod(self.fields[position].size for position in positions)
        if cases > MOST_CASES:
            raise self.too_many(positions, cases, what, line)
        order = sorted(positions, key=lambda one: (self.fields[one].size, one))
        follow = shared(go_on)

        def descend(left: Sequence[int], held: Sequence[Term]) -> Node:
            if not left:
                outcome = compute(tuple(_value(term) for term in held))
                return self.graph.leaf(outcome) if isinstance(outcome, Fault) else follow(outcome)
            position, *rest = left
            field = self.fields[position]
            return self.split(
                position,
                lambda index: descend(rest, [ground(t, position, index, field) for t in held]),
            )

        return descend(order, terms)

    def too_many(
        self, positions: frozenset[int], cases: int, what: str, line: int
    ) -> UnsupportedError:
        """The refusal of what would have to be taken apart into too many cases."""
        names = ", ".join(self.fields[position].name for position in sorted(positions))
        return UnsupportedError(
            f"{what} of {names} has {cases:,} cases, more than {MOST_CASES:,}, and no table",
            place=Place(self.path, line),
            remedy="narrow the precondition, or compare each field with constants;"
            " `lemmata diff` compares such functions by solvers",
        )

    def compare(
        self, operation: Operation, left: Term, right: Term, yes: Thunk, no: Thunk, line: int
    ) -> Node | None:
        """A comparison of ints, or the equality of a label or a structure; None for others."""
        first, second = linear(left), linear(right)
        if first is not None and second is not None and operation in ORDER:
            return self._ordered(operation, add(first, second, -1), yes, no, line)
        if operation is Operation.NOT_EQUAL:
            return self.compare(Operation.EQUAL, left, right, no, yes, line)
        if operation is not Operation.EQUAL:
            return None
        if isinstance(left, Chosen) and isinstance(right, Known):
            field = self.fields[left.field]
            equal = (i for i in range(field.size) if field.value(i) == right.value)
            return self.among(left.field, spans(equal), yes, no)
        if isinstance(right, Chosen) and isinstance(left, Known):
            return self.compare(operation, right, left, yes, no, line)
        if isinstance(left, Struct) or isinstance(right, Struct):
            return self._alike(left, right, yes, no, line)
        return None

    def among(self, position: int, chosen: Spans, yes: Thunk, no: Thunk) -> Node:
        """Whether a field has one of these values; a way that nothing takes is not made."""
        if not chosen:
            return no()
        if not complement(chosen, self.fields[position].size):
            return yes()
        return self.graph.branch(position, chosen, yes(), no())

    def _ordered(
        self, operation: Operation, difference: Linear, yes: Thunk, no: Thunk, line: int
    ) -> Node:
        if not difference.factors:
            return yes() if ORDER[operation](difference.offset) else no()
        if len(difference.factors) == 1:
            ((position, factor),) = difference.factors
            chosen = _solutions(operation, factor, difference.offset, self.fields[position].low)
            size = self.fields[position].size
            return self.among(position, _within(chosen, size), yes, no)
        positions = sorted((self.fields[p].size, p) for p, _ in difference.factors)
        # The widest field stays: a range of it is left where all others are known.
        cases = prod(size for size, _ in positions[:-1])
        if cases > MOST_CASES:
            everyone = frozenset(p for _, p in positions)
            raise self.too_many(everyone, cases, "the comparison", line)
        size, position = positions[0]
        field = self.fields[position]

        def at(index: int) -> Node:
            rest = linear(ground(difference, position, index, field))
            assert rest is not None
            return self._ordered(operation, rest, yes, no, line)

        return self.split(position, at)

    def _alike(self, left: Term, right: Term, yes: Thunk, no: Thunk, line: int) -> Node | None:
        first, second = _components(left), _components(right)
        if first is None or second is None:
            return None
        if first[0] != second[0] or len(first[1]) != len(second[1]):
            return no()

        def at(index: int) -> Node:
            if index == len(first[1]):
                return yes()
            one, other = first[1][index], second[1][index]
            rest = once(lambda: at(index + 1))
            made = self.compare(Operation.EQUAL, one, other, rest, no, line)
            if made is not None:
                return made
            return self.by_cases(
                (one, other),
                lambda values: known(values[0] == values[1]),
                lambda answer: rest() if answer.value else no(),
                "the comparison",
                line,
            )

        return at(0)


def _value(term: Term) -> Value:
    assert isinstance(term, Known)
    return term.value


def _components(term: Term) -> tuple[str, tuple[Term, ...]] | None:
    """The class and the parts of a tuple or a record."""
    if isinstance(term, Struct):
        return term.record, term.items
    if isinstance(term, Known):
        if isinstance(term.value, tuple):
            return "", tuple(map(known, term.value))
        record = getattr(term.value, "record", None)
        if record is not None:
            return record, tuple(map(known, getattr(term.value, "values", ())))
        return f"not a structure: {term.text}", ()
    return None


def _solutions(
    operation: Operation, factor: int, offset: int, low: int
) -> tuple[tuple[int | None, int | None], ...]:
    """The indexes `i` with ``factor * (low + i) + offset`` so compared with 0, as open ranges."""
    constant = factor * low + offset
    if operation in (Operation.EQUAL, Operation.NOT_EQUAL):
        root, left = divmod(-constant, factor)
        if operation is Operation.EQUAL:
            return () if left else ((root, root),)
        return ((None, None),) if left else ((None, root - 1), (root + 1, None))
    if operation in (Operation.GREATER, Operation.GREATER_EQUAL):
        turned = Operation.LESS if operation is Operation.GREATER else Operation.LESS_EQUAL
        return _solutions(turned, -factor, -offset, low)
    # What is left says that the index times the factor is at most this.
    bound = -constant if operation is Operation.LESS_EQUAL else -constant - 1
    if factor > 0:
        return ((None, bound // factor),)
    return ((-(bound // -factor), None),)


def _within(ranges: tuple[tuple[int | None, int | None], ...], size: int) -> Spans:
    found = []
    for low, high in ranges:
        start = 0 if low is None else max(low, 0)
        stop = size - 1 if high is None else min(high, size - 1)
        if start <= stop:
            found.append((start, stop))
    return tuple(found)
