"""Every input of a domain, 64 at a time: a network against the rows that it should decide by.

One bit of a word stands for one input. Inputs come in blocks: the last digits run through all their
values within a block, the first ones are fixed for each block in turn. A unit's sum is held as
planes, one for each binary place in two's complement, and added by binary adders on whole planes;
a plane that is the same for all inputs of a block is one truth value. What depends on the fixed
digits only through a sum that came before is looked up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np

from lemmata.rules.verifier.claims import Claim, Spans
from lemmata.rules.verifier.stored import StoredNetwork

MOST = 1 << 34
"""Combinations of digits that are run through at most."""
BLOCK = 1 << 20
_REMEMBERED_BYTES = 1 << 28

Plane: TypeAlias = "np.ndarray[Any, np.dtype[np.uint64]] | bool"
_Term: TypeAlias = tuple[int, tuple[Plane, ...]]
"""A weight, and the planes of what it multiplies."""


@dataclass(frozen=True, slots=True, eq=False)
class Sliced:
    """Integers in two's complement, the lowest plane first; the last plane is the sign."""

    planes: tuple[Plane, ...]


def first_difference(claim: Claim, network: StoredNetwork) -> tuple[int, ...] | None:
    """The least input for which the network does not give what its row asks for, or None.

    The rows are disjoint and cover the domain.
    """
    blocks = _Blocks(claim, network)
    for fixed in product(*(range(base) for base in blocks.fixed)):
        place = blocks.difference(fixed)
        if place is not None:
            return claim.point((*fixed, *blocks.low_digits(place)))
    return None


class _Blocks:
    """The planes of the running digits, and what is remembered between blocks."""

    def __init__(self, claim: Claim, network: StoredNetwork) -> None:
        self.claim, self.network = claim, network
        bases = [base for one in claim.radix for base in one]
        cut, self.length = len(bases), 1
        while cut and self.length * bases[cut - 1] <= BLOCK:
            cut -= 1
            self.length *= bases[cut]
        self.fixed, self.running = bases[:cut], bases[cut:]
        self.starts = [sum(bases[:group]) for group in range(len(bases))]
        places = np.arange(self.length)
        self.inputs: dict[int, Plane] = {}
        stride = self.length
        for group, base in enumerate(self.running, cut):
            stride //= base
            digit = places // stride % base
            for value in range(base):
                self.inputs[self.starts[group] + value] = _packed(digit == value)
        self._places = places
        self._memory: dict[Any, Any] = {}
        self._bytes = 0
        self._constants: dict[int, Sliced] = {}
        self._real = _packed(np.ones(self.length, bool))

    def low_digits(self, place: int) -> tuple[int, ...]:
        """The running digits of a place of a block."""
        found = []
        for base in reversed(self.running):
            place, digit = divmod(place, base)
            found.append(digit)
        return tuple(reversed(found))

    def difference(self, fixed: Sequence[int]) -> int | None:
        """The first place of the block where the network is wrong."""
        if self._bytes > _REMEMBERED_BYTES:
            self._memory.clear()
            self._bytes = 0
        valid, wanted = self._wanted(fixed)
        wrong: Plane = False
        for value, one in zip(self._outputs(fixed), wanted, strict=True):
            key = ("unequal", id(value), _name(one))
            wrong = _or(wrong, self._look(key, partial(_unequal, value, one)))
        wrong = _and(_and(wrong, valid), self._real)
        if isinstance(wrong, bool):
            return 0 if wrong else None
        if not wrong.any():
            return None
        word = int(np.flatnonzero(wrong)[0])
        bits = np.unpackbits(wrong[word : word + 1].view(np.uint8), bitorder="little")
        return 64 * word + int(np.flatnonzero(bits)[0])

    def _outputs(self, fixed: Sequence[int]) -> list[Sliced]:
        chosen = {self.starts[group] + digit for group, digit in enumerate(fixed)}
        first_running = self.starts[len(fixed)] if self.running else 1 << 62
        values: list[Sliced] = []
        for number, (relu, units) in enumerate(self.network.layers):
            following = []
            for place, unit in enumerate(units):
                if number == 0:
                    offset = unit.bias + sum(w for p, w in unit.weights if p in chosen)
                    key: Any = (place, offset)
                    terms: list[_Term] = [
                        (w, (self.inputs[p], False)) for p, w in unit.weights if p >= first_running
                    ]
                else:
                    offset = unit.bias
                    key = (number, place, tuple(id(values[p]) for p, _ in unit.weights))
                    terms = [(w, values[p].planes) for p, w in unit.weights]
                following.append(self._remembered(key, terms, offset, relu=relu))
            values = following
        return values

    def _remembered(self, key: Any, terms: Sequence[_Term], offset: int, *, relu: bool) -> Sliced:
        known = self._memory.get(key)
        if known is None:
            planes = _total(terms, offset)
            if relu:
                keep = _not(planes[-1])
                planes = (*(_and(plane, keep) for plane in planes[:-1]), False)
            known = self._memory[key] = self._kept(_short(tuple(map(self._folded, planes))))
        found: Sliced = known
        return found

    def _look(self, key: Any, make: Callable[[], Plane]) -> Plane:
        """A plane that is made once; the planes that its key names live as long as it does."""
        known = self._memory.get(key)
        if known is None:
            known = self._memory[key] = self._folded(make())
            self._bytes += 0 if isinstance(known, bool) else known.nbytes
        plane: Plane = known
        return plane

    def _kept(self, planes: tuple[Plane, ...]) -> Sliced:
        """The planes as a value; constants are one object each."""
        if all(isinstance(plane, bool) for plane in planes):
            number = sum(int(plane) << i for i, plane in enumerate(planes[:-1]))
            number -= int(planes[-1]) << (len(planes) - 1)
            return self._constants.setdefault(number, Sliced(planes))
        self._bytes += sum(plane.nbytes for plane in planes if not isinstance(plane, bool))
        return Sliced(planes)

    def _folded(self, plane: Plane) -> Plane:
        """The plane, or the truth value that it has at every place of the block."""
        if isinstance(plane, bool):
            return plane
        inside = plane & self._real
        if not inside.any():
            return False
        return True if np.array_equal(inside, self._real) else plane

    def _wanted(self, fixed: Sequence[int]) -> tuple[Plane, list[Plane]]:
        """Which places are inputs, and for each output unit where the rows make it 1."""
        claim = self.claim
        parts = self._parts(fixed)
        valid: Plane = True
        for place, (size, part) in enumerate(zip(claim.sizes, parts, strict=True)):
            valid = _and(valid, self._member(place, ((0, size - 1),), part))
        rows: list[Plane] = []
        for number, (guard, _) in enumerate(claim.rows):
            limits = [
                self._member(place, one, part)
                for place, (one, part) in enumerate(zip(guard, parts, strict=True))
            ]
            key = ("row", number, *map(_name, limits))
            rows.append(self._look(key, partial(reduce, _and, limits, True)))
        units: list[Plane] = []
        for column, count in enumerate(claim.choices):
            for choice in range(count):
                some = [
                    row
                    for row, (_, written) in zip(rows, claim.rows, strict=True)
                    if written[column] == choice
                ]
                key = ("unit", *map(_name, some))
                units.append(self._look(key, partial(reduce, _or, some, False)))
        return valid, units

    def _parts(self, fixed: Sequence[int]) -> list[tuple[int, int, int]]:
        """For each field the index by its fixed digits, how many values run, and their stride."""
        parts = []
        group, stride = 0, self.length
        for one in self.claim.radix:
            known = fixed[group : group + len(one)]
            group += len(one)
            index, width = 0, prod(one[len(known) :])
            for digit, size in zip(known, one, strict=False):
                index = index * size + digit
            stride //= width
            parts.append((index * width, width, stride))
        return parts

    def _member(self, place: int, spans: Spans, part: tuple[int, int, int]) -> Plane:
        """Where the field has a value of the set, the fixed digits being what they are."""
        base, width, stride = part
        inside = tuple(
            (max(low - base, 0), min(high - base, width - 1))
            for low, high in spans
            if low < base + width and high >= base
        )
        if not inside:
            return False
        if inside == ((0, width - 1),):
            return True
        key = ("member", place, inside)
        known = self._memory.get(key)
        if known is None:
            index = self._places // stride % width
            found = np.zeros(self.length, bool)
            for low, high in inside:
                found |= (index >= low) & (index <= high)
            known = self._memory[key] = _packed(found)
            self._bytes += self.length // 8
        plane: Plane = known
        return plane


def _packed(truth: "np.ndarray[Any, Any]") -> Plane:
    """Truth values as bits of words; the places beyond the end are 0."""
    padded = np.zeros(-(-len(truth) // 64) * 64, bool)
    padded[: len(truth)] = truth
    plane: Plane = np.packbits(padded, bitorder="little").view(np.uint64)
    return plane


def _name(plane: Plane) -> Any:
    """What tells a plane from others that are remembered."""
    return plane if isinstance(plane, bool) else id(plane)


def _unequal(value: Sliced, wanted: Plane) -> Plane:
    """Where the integers are not the 0 or 1 that is wanted."""
    others = value.planes[1:] or value.planes  # a lone plane is the sign
    return reduce(_or, others, _xor(value.planes[0], wanted))


def _not(one: Plane) -> Plane:
    return not one if isinstance(one, bool) else ~one


def _and(one: Plane, other: Plane) -> Plane:
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def _or(one: Plane, other: Plane) -> Plane:
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


def _xor(one: Plane, other: Plane) -> Plane:
    if isinstance(one, bool):
        return _not(other) if one else other
    if isinstance(other, bool):
        return _not(one) if other else one
    return one ^ other


def _total(terms: Sequence[_Term], offset: int) -> tuple[Plane, ...]:
    """The planes of ``offset`` and all multiples: added in pairs, so that most sums are short."""
    parts: dict[bool, list[tuple[Plane, ...]]] = {False: [], True: []}
    for weight, planes in terms:
        left, shift = abs(weight), 0
        while left:
            if left & 1:
                parts[weight < 0].append((*(False,) * shift, *planes))
            left >>= 1
            shift += 1
    parts[False].append(_number(offset))
    total = _paired(parts[False])
    return _sum(total, _paired(parts[True]), negative=True) if parts[True] else total


def _paired(parts: list[tuple[Plane, ...]]) -> tuple[Plane, ...]:
    while len(parts) > 1:
        odd = parts[-1:] if len(parts) % 2 else []
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [_sum(one, other, negative=False) for one, other in pairs] + odd
    return parts[0]


def _number(value: int) -> tuple[Plane, ...]:
    width = value.bit_length() + 1
    return tuple(bool(value >> place & 1) for place in range(width))


def _sum(one: tuple[Plane, ...], other: tuple[Plane, ...], *, negative: bool) -> tuple[Plane, ...]:
    """The sum, or the difference: the second one's complement and a first carry."""
    width = max(len(one), len(other)) + 1
    carry: Plane = negative
    found = []
    for place in range(width):
        a, b = one[min(place, len(one) - 1)], other[min(place, len(other) - 1)]
        if negative:
            b = _not(b)
        half = _xor(a, b)
        found.append(_xor(half, carry))
        carry = _or(_and(a, b), _and(half, carry))
    return _short(tuple(found))


def _short(planes: tuple[Plane, ...]) -> tuple[Plane, ...]:
    """Without planes that only repeat the sign."""
    end = len(planes)
    while end > 1 and planes[end - 1] is planes[end - 2]:
        end -= 1
    return planes[:end]
