"""Decision table → network: three layers, every weight 1 and every bias a count.

    atoms    1 where a field's digits lie in a set that some row asks for
    rows     1 where all fields of a row do: the sum of its atoms, less their number, plus 1
    outputs  for each output field one unit for each value that is written, and one for `not
             written`: the sum of the rows that write it

Since the rows of a table are disjoint and cover the domain, exactly one row is 1, and each
output field's units are one-hot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lemmata.rules.domain import Domain, Spans, indexes
from lemmata.rules.encoding import bases, encode, patterns
from lemmata.rules.network import Network, Numbers, Runner, layer
from lemmata.rules.table import DecisionTable, Outputs

_Atom: TypeAlias = tuple[tuple[int, Spans], ...]
"""Groups, each with the digits that pass."""


@dataclass(frozen=True, slots=True, eq=False)
class TableNetwork:
    """A network with what its inputs and outputs mean.

    ``choices`` has for each output field the values that its units stand for, by index; None is
    `not written`.
    """

    domain: Domain
    choices: tuple[tuple[int | None, ...], ...]
    network: Network


def choices(table: DecisionTable) -> tuple[tuple[int | None, ...], ...]:
    """For each output field what some row writes: indexes ascending, then None."""
    found = []
    for column in range(len(table.outputs)):
        used = {row.outputs[column] for row in table.rows}
        written = sorted(index for index in used if index is not None)
        found.append((*written, None) if None in used else tuple(written))
    return tuple(found)


def construct(table: DecisionTable) -> TableNetwork:
    """The network of a table whose rows are disjoint and cover its domain."""
    radix = [bases(field) for field in table.domain.fields]
    groups = tuple(base for one in radix for base in one)
    starts = np.cumsum([0, *groups]).tolist()
    firsts = np.cumsum([0, *map(len, radix)]).tolist()
    atoms: dict[_Atom, int] = {}
    rows = [_row(row.guard, table.domain, radix, firsts, atoms) for row in table.rows]
    reading = []
    for atom in atoms:
        places = {starts[group] + digit: 1 for group, allowed in atom for digit in indexes(allowed)}
        reading.append((places, 1 - len(atom)))
    offered = choices(table)
    deciding = [
        ({place: 1 for place, row in enumerate(table.rows) if row.outputs[column] == value}, 0)
        for column, values in enumerate(offered)
        for value in values
    ]
    network = Network(
        groups,
        (
            layer(starts[-1], reading, relu=True),
            layer(len(atoms), rows, relu=True),
            layer(len(rows), deciding, relu=False),
        ),
    )
    return TableNetwork(table.domain, offered, network)


def _row(
    guard: Sequence[Spans],
    domain: Domain,
    radix: Sequence[Sequence[int]],
    firsts: Sequence[int],
    atoms: dict[_Atom, int],
) -> tuple[dict[int, int], int]:
    """A unit that is 1 where all fields that the guard limits pass it; adds the atoms it needs."""
    weights: dict[int, int] = {}
    limited = 0
    for field, spans, one, first in zip(domain.fields, guard, radix, firsts, strict=False):
        if spans == field.whole:
            continue
        limited += 1
        boxes = (
            [(spans,)]
            if len(one) == 1
            else [tuple((limits,) for limits in box) for box in patterns(spans, one)]
        )
        for box in boxes:
            key = tuple(
                (first + place, allowed)
                for place, allowed in enumerate(box)
                if allowed != ((0, one[place] - 1),)
            )
            weights[atoms.setdefault(key, len(atoms))] = 1
    return weights, 1 - limited


def decode(network: TableNetwork, outputs: Numbers) -> list[Outputs]:
    """What each row of a batch's outputs writes.

    Raises:
        ValueError: a row is not one-hot: the input was not in the domain.
    """
    columns = []
    start = 0
    for values in network.choices:
        part = outputs[:, start : start + len(values)]
        if not ((part == 0) | (part == 1)).all() or not (part.sum(axis=1) == 1).all():
            raise ValueError("an input outside the domain")
        columns.append([values[place] for place in part.argmax(axis=1).tolist()])
        start += len(values)
    return list(zip(*columns, strict=True))


class Decider:
    """A table's network made ready for many batches of inputs by index."""

    def __init__(self, network: TableNetwork, dtype: str = "float32") -> None:
        self.network = network
        self._run = Runner(network.network, dtype)

    def __call__(self, points: Numbers) -> Numbers:
        """The outputs, encoding included: a row for each input, units as in ``choices``."""
        return self._run(encode(self.network.domain, points))
