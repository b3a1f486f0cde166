"""Feed-forward networks of integer weights, with a bound on every partial sum.

An input is one-hot in groups: one unit of each group is 1, the others are 0. A layer adds integer
multiples of its inputs and a bias, and keeps what is above 0 (``relu``), or all. Where the bound of
a network fits a number format, every sum is exact in it, whatever the order of addition, so all
such formats give the same bits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from lemmata.contracts.errors import ChoiceError

Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
Numbers: TypeAlias = np.ndarray[Any, Any]

FORMATS = {"int8": 127, "float16": 2**11, "float32": 2**24, "int32": 2**31 - 1, "float64": 2**53}
"""Number formats, each with the largest bound up to which every integer is exact in it."""


JOINT = 1024
"""Rows of a table that gives the first layer's sums for several groups at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """``relu(weights @ x + bias)``; the weights as rows of a sparse matrix (CSR).

    Row ``u`` has the weights ``weights[starts[u]:starts[u + 1]]`` at the inputs ``places[...]``.
    """

    inputs: int
    starts: Ints
    places: Ints
    weights: Ints
    bias: Ints
    relu: bool

    @property
    def outputs(self) -> int:
        """How many units there are."""
        return len(self.bias)

    def dense(self, dtype: str = "int64") -> Numbers:
        """The weights as a matrix, a row for each unit."""
        matrix = np.zeros((self.outputs, self.inputs), dtype)
        rows = np.repeat(np.arange(self.outputs), np.diff(self.starts))
        np.add.at(matrix, (rows, self.places), self.weights.astype(dtype))
        return matrix


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Layers over groups of one-hot inputs; ``groups`` are their sizes in order."""

    groups: tuple[int, ...]
    layers: tuple[Layer, ...]

    @property
    def width(self) -> int:
        """How many inputs there are."""
        return sum(self.groups)


def layer(inputs: int, units: Sequence[tuple[dict[int, int], int]], *, relu: bool) -> Layer:
    """A layer from units, each as weights by the input's place, and a bias."""
    rows = [sorted(weights.items()) for weights, _ in units]
    return Layer(
        inputs,
        np.cumsum([0, *map(len, rows)], dtype=np.int64),
        np.array([place for row in rows for place, _ in row], np.int64),
        np.array([weight for row in rows for _, weight in row], np.int64),
        np.array([bias for _, bias in units], np.int64),
        relu,
    )


def bound(network: Network) -> int:
    """The largest absolute value that any partial sum can have, in any order of addition.

    Of a group of inputs one is 1; a later input lies between 0 and the bound of its unit.
    """
    group_of = np.repeat(np.arange(len(network.groups)), network.groups)
    upper = np.ones(network.width, object)
    largest = 0
    for number, one in enumerate(network.layers):
        nexts = []
        for unit in range(one.outputs):
            part = slice(int(one.starts[unit]), int(one.starts[unit + 1]))
            places, weights = one.places[part], [int(w) for w in one.weights[part]]
            if number:
                high = sum(max(w, 0) * upper[p] for p, w in zip(places, weights, strict=True))
                low = sum(max(-w, 0) * upper[p] for p, w in zip(places, weights, strict=True))
            else:
                high, low = _grouped(group_of[places], weights)
            bias = int(one.bias[unit])
            largest = max(largest, high + max(bias, 0), low + max(-bias, 0))
            nexts.append(max(high + bias, 0) if one.relu else max(high + bias, low - bias))
        upper = np.array(nexts, object)
    return int(largest)


def _grouped(groups: Ints, weights: Sequence[int]) -> tuple[int, int]:
    """The largest sum of positive and of negative weights, one input of each group being 1."""
    high: dict[int, int] = {}
    low: dict[int, int] = {}
    for group, weight in zip(groups.tolist(), weights, strict=True):
        high[group] = max(high.get(group, 0), weight)
        low[group] = max(low.get(group, 0), -weight)
    return sum(high.values()), sum(low.values())


def exact_formats(network: Network) -> tuple[str, ...]:
    """The formats in which every result is exact."""
    largest = bound(network)
    return tuple(name for name, most in FORMATS.items() if largest <= most)


def one_hot(network: Network, digits: Numbers, dtype: str) -> Numbers:
    """The input vectors of a batch; ``digits`` has a column for each group."""
    vectors = np.zeros((len(digits), network.width), dtype)
    starts = np.cumsum([0, *network.groups[:-1]])
    np.put_along_axis(vectors, digits.astype(np.int64) + starts, 1, axis=1)
    return vectors


def run(network: Network, digits: Numbers, dtype: str = "float32") -> Numbers:
    """The outputs for a batch, a row for each; the same numbers in every exact format.

    Raises:
        ChoiceError: the bound does not fit the format.
    """
    if dtype not in FORMATS or bound(network) > FORMATS[dtype]:
        raise ChoiceError(
            f"the network's sums reach {bound(network)}, and are not exact in {dtype}",
            remedy=f"choose {', '.join(exact_formats(network))}",
        )
    return Runner(network, dtype)(digits)


class Runner:
    """A network made ready for many batches: matrices in one format.

    The first layer adds the columns of the inputs that are 1. Neighbouring groups share a table of
    such sums, as long as it has at most `JOINT` rows; the other layers multiply matrices.
    """

    def __init__(self, network: Network, dtype: str = "float32") -> None:
        starts = np.cumsum([0, *network.groups])
        first, *rest = network.layers
        columns = np.ascontiguousarray(first.dense(dtype).T)
        bias = first.bias.astype(dtype)
        self._tables: list[tuple[int, tuple[int, ...], Numbers]] = []
        for place, (low, high) in enumerate(pairwise(starts.tolist())):
            table = columns[low:high]
            if self._tables and len(self._tables[-1][2]) * len(table) <= JOINT:
                start, bases, known = self._tables.pop()
                joint = (known[:, None, :] + table[None, :, :]).reshape(
                    len(known) * len(table), len(bias)
                )
                self._tables.append((start, (*bases, high - low), joint))
            else:
                self._tables.append((place, (high - low,), table))
        self._bias = bias
        self._relu = first.relu
        self._rest = [
            (np.ascontiguousarray(one.dense(dtype).T), one.bias.astype(dtype), one.relu)
            for one in rest
        ]

    def __call__(self, digits: Numbers) -> Numbers:
        """The outputs for a batch; ``digits`` has a column for each group."""
        sums = np.broadcast_to(self._bias, (len(digits), len(self._bias)))
        for start, bases, table in self._tables:
            place = digits[:, start]
            for offset, base in enumerate(bases[1:], start + 1):
                place = place * base + digits[:, offset]
            sums = sums + table.take(place, axis=0)
        if self._relu:
            sums = np.maximum(sums, 0)
        for matrix, bias, relu in self._rest:
            sums = sums @ matrix
            sums += bias
            if relu:
                np.maximum(sums, 0, out=sums)
        return sums
