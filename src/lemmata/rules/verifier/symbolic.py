"""A network against its rows on a domain of any size, by decision diagrams over the digits.

The value of each unit is one diagram whose ends are integers; sums and ``relu`` are worked out on
whole diagrams. A diagram is minimal for the order of the digits, so equal functions are one
node, and where two differ some path leads to an input that tells them apart.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import prod

from lemmata.contracts.errors import LimitError
from lemmata.rules.verifier.claims import Claim, Spans
from lemmata.rules.verifier.stored import StoredNetwork, Unit

MOST_NODES = 1_000_000


def difference(claim: Claim, network: StoredNetwork) -> tuple[int, ...] | None:
    """An input for which the network does not give what its row asks for, or None.

    Raises:
        LimitError: the diagrams grow beyond `MOST_NODES`.
    """
    diagrams = Diagrams([base for one in claim.radix for base in one])
    wrong = diagrams.end(0)
    wanted = wanted_units(diagrams, claim)
    for value, one in zip(_outputs(diagrams, network), wanted, strict=True):
        wrong = diagrams.different(wrong, value, one)
    digits = diagrams.path(diagrams.within(wrong, claim))
    return None if digits is None else claim.point(digits)


class Diagrams:
    """Integer functions of digits, as the numbers of their nodes; equal ones are one number."""

    def __init__(self, bases: Sequence[int]) -> None:
        self.bases = tuple(bases)
        self.levels: list[int] = []
        self.children: list[tuple[int, ...]] = []
        self.values: list[int] = []
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self._ends: dict[int, int] = {}
        self._made: dict[tuple[str, int, int], int] = {}

    def end(self, value: int) -> int:
        """The constant function."""
        if value not in self._ends:
            self._ends[value] = self._add(len(self.bases), (), value)
        return self._ends[value]

    def node(self, level: int, children: tuple[int, ...]) -> int:
        """The function that goes on with one of its children, by the digit of a level."""
        if all(child == children[0] for child in children):
            return children[0]
        key = (level, children)
        if key not in self._nodes:
            self._nodes[key] = self._add(level, children, 0)
        return self._nodes[key]

    def _add(self, level: int, children: tuple[int, ...], value: int) -> int:
        if len(self.levels) >= MOST_NODES:
            raise LimitError(
                f"the network's diagrams grow beyond {MOST_NODES:,} nodes",
                remedy="split the rule, or name the fields in another order",
            )
        self.levels.append(level)
        self.children.append(children)
        self.values.append(value)
        return len(self.levels) - 1

    def combine(self, name: str, of: Callable[[int, int], int], one: int, other: int) -> int:
        """``of`` both functions, digit by digit; ``name`` tells what is remembered of it."""
        key = (name, one, other)
        known = self._made.get(key)
        if known is not None:
            return known
        level = min(self.levels[one], self.levels[other])
        if level == len(self.bases):
            found = self.end(of(self.values[one], self.values[other]))
        else:
            pairs = zip(self._parts(one, level), self._parts(other, level), strict=True)
            found = self.node(level, tuple(self.combine(name, of, a, b) for a, b in pairs))
        self._made[key] = found
        return found

    def different(self, wrong: int, one: int, other: int) -> int:
        """1 where ``wrong`` is 1, or both others differ."""
        return self.combine("or", _either, wrong, self.combine("ne", _unequal, one, other))

    def within(self, one: int, claim: Claim) -> int:
        """The function where the digits are those of an input, and 0 elsewhere."""
        for place, size in enumerate(claim.sizes):
            if size < prod(claim.radix[place]):
                inside = _member(self, claim, place, ((0, size - 1),))
                one = self.combine("and", _both, one, inside)
        return one

    def mapped(self, root: int, meaning: Mapping[int, int], otherwise: int) -> int:
        """The function with its ends replaced."""
        done: dict[int, int] = {}
        waiting = [root]
        while waiting:
            one = waiting[-1]
            left = [child for child in self.children[one] if child not in done]
            if left:
                waiting += left
                continue
            waiting.pop()
            if self.children[one]:
                parts = tuple(done[child] for child in self.children[one])
                done[one] = self.node(self.levels[one], parts)
            else:
                done[one] = self.end(meaning.get(self.values[one], otherwise))
        return done[root]

    def _parts(self, one: int, level: int) -> tuple[int, ...]:
        if self.levels[one] == level:
            return self.children[one]
        return (one,) * self.bases[level]

    def path(self, root: int) -> tuple[int, ...] | None:
        """The first digits for which the function is not 0; its ends are 0 and 1."""
        if root == self.end(0):
            return None
        digits = [0] * len(self.bases)
        while self.levels[root] < len(self.bases):
            level = self.levels[root]
            digits[level], root = next(
                (digit, child)
                for digit, child in enumerate(self.children[root])
                if child != self.end(0)
            )
        return tuple(digits)


def _outputs(diagrams: Diagrams, network: StoredNetwork) -> list[int]:
    (relu, units), *rest = network.layers
    values = [_first(diagrams, network.groups, unit, relu=relu) for unit in units]
    for kept, layer in rest:
        values = [_later(diagrams, values, unit, relu=kept) for unit in layer]
    return values


def _first(diagrams: Diagrams, groups: Sequence[int], unit: Unit, *, relu: bool) -> int:
    """A unit over one-hot digits: from the last digit up, one node for each sum so far."""
    weights: list[dict[int, int]] = [{} for _ in groups]
    group_of = [(group, digit) for group, base in enumerate(groups) for digit in range(base)]
    for place, weight in unit.weights:
        group, digit = group_of[place]
        weights[group][digit] = weights[group].get(digit, 0) + weight
    used = [group for group, one in enumerate(weights) if one]
    sums: list[set[int]] = [{unit.bias}]
    for group in used:
        values = {weights[group].get(digit, 0) for digit in range(groups[group])}
        sums.append({total + value for total in sums[-1] for value in values})
    nodes = {total: diagrams.end(max(total, 0) if relu else total) for total in sums[-1]}
    for group, totals in zip(reversed(used), reversed(sums[:-1]), strict=True):
        known = weights[group]
        nodes = {
            total: diagrams.node(
                group, tuple(nodes[total + known.get(d, 0)] for d in range(groups[group]))
            )
            for total in totals
        }
    return nodes[unit.bias]


def _later(diagrams: Diagrams, values: Sequence[int], unit: Unit, *, relu: bool) -> int:
    """A unit over the units before it."""
    total = diagrams.end(unit.bias)
    for place, weight in sorted(unit.weights, key=lambda pair: -diagrams.levels[values[pair[0]]]):
        if weight:
            name = "+" if weight == 1 else f"+{weight}*"
            total = diagrams.combine(name, partial(_added, weight), total, values[place])
    return diagrams.combine("max", max, total, diagrams.end(0)) if relu else total


def wanted_units(diagrams: Diagrams, claim: Claim) -> list[int]:
    """For each output unit where the rows make it 1."""
    rows = []
    for guard, _ in claim.rows:
        inside = diagrams.end(1)
        for place in reversed(range(len(guard))):
            if guard[place] != ((0, claim.sizes[place] - 1),):
                member = _member(diagrams, claim, place, guard[place])
                inside = diagrams.combine("and", _both, member, inside)
        rows.append(inside)
    units = []
    for column, count in enumerate(claim.choices):
        for choice in range(count):
            unit = diagrams.end(0)
            for row, (_, written) in zip(rows, claim.rows, strict=True):
                if written[column] == choice:
                    unit = diagrams.combine("or", _either, unit, row)
            units.append(unit)
    return units


def _member(diagrams: Diagrams, claim: Claim, place: int, spans: Spans) -> int:
    """1 where the field's index lies in the set."""
    first = sum(len(one) for one in claim.radix[:place])
    return _within(diagrams, claim.radix[place], first, spans)


def _within(diagrams: Diagrams, radix: Sequence[int], level: int, spans: Spans) -> int:
    width = prod(radix)
    if not spans:
        return diagrams.end(0)
    if spans == ((0, width - 1),):
        return diagrams.end(1)
    below = width // radix[0]
    children = []
    for digit in range(radix[0]):
        base = digit * below
        inside = tuple(
            (max(low - base, 0), min(high - base, below - 1))
            for low, high in spans
            if low < base + below and high >= base
        )
        children.append(_within(diagrams, radix[1:], level + 1, inside))
    return diagrams.node(level, tuple(children))


def _added(weight: int, one: int, other: int) -> int:
    return one + weight * other


def _unequal(one: int, other: int) -> int:
    return int(one != other)


def _either(one: int, other: int) -> int:
    return one | other


def _both(one: int, other: int) -> int:
    return one & other
