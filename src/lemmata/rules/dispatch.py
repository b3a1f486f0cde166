"""Finite machines: a table as a machine that reads an input digit by digit, and as a network.

A machine is two index tables: where a state's row starts, and which state follows by the digit
read. As a network one step is two layers over one-hot states and digits: a unit for each pair that
is 1 where both are, and a unit for each state that adds the pairs leading to it. Exactly one pair
is 1, so a step may as well look its place up: `FiniteMachine.run` does, `step_network` writes the
layers out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

import numpy as np

from lemmata.contracts.errors import LimitError
from lemmata.rules.domain import Spans
from lemmata.rules.encoding import bases
from lemmata.rules.network import Ints, Layer, Network, Numbers
from lemmata.rules.table import DecisionTable, Outputs

MOST_STATES = 1_000_000

_Alive: TypeAlias = tuple[tuple[int, Spans], ...]
"""Rows that the digits read so far allow, each with what it allows of the rest of the field."""


@dataclass(frozen=True, slots=True, eq=False)
class FiniteMachine:
    """States by index; ``offsets[state] + digit`` is the place of the next state in ``following``.

    State 0 is the dead one: an undefined transition leads there, and nothing leads away. After all
    digits, ``decisions[state]`` says what is decided, by place in ``outputs``, which are those of
    the rows in their order, or -1.
    """

    start: int
    offsets: Ints
    following: Ints
    decisions: Ints
    outputs: tuple[Outputs, ...]

    @property
    def states(self) -> int:
        """How many states there are, the dead one included."""
        return len(self.offsets)

    def run(self, digits: Numbers) -> Numbers:
        """The last states of a batch; ``digits`` has a column for each step."""
        states = np.full(len(digits), self.start, self.following.dtype)
        for place in range(digits.shape[1]):
            states = self.following.take(self.offsets.take(states) + digits[:, place])
        return states


def construct(table: DecisionTable) -> FiniteMachine:
    """The minimal machine that reads the fields of a table in order, digit by digit.

    Raises:
        LimitError: more than `MOST_STATES` states before it is made minimal.
    """
    radix = [bases(field) for field in table.domain.fields]
    levels, edges = _levels(table, radix)
    outputs = tuple(dict.fromkeys(row.outputs for row in table.rows))
    final: dict[int, int] = {}
    merged: dict[_Alive, int] = {}
    offsets, following, decisions = [0], [0] * max([1, *(b for one in radix for b in one)]), [-1]
    for alive in levels[-1]:
        decided = outputs.index(table.rows[alive[0][0]].outputs)
        if decided not in final:
            final[decided] = len(offsets)
            offsets.append(0)
            decisions.append(decided)
        merged[alive] = final[decided]
    for level, out in zip(reversed(levels[:-1]), reversed(edges), strict=True):
        known: dict[tuple[int, ...], int] = {}
        below, merged = merged, {}
        for alive in level:
            row = tuple(below[child] if child else 0 for child in out[alive])
            if row not in known:
                known[row] = len(offsets)
                offsets.append(len(following))
                following += row
                decisions.append(-1)
            merged[alive] = known[row]
    start = next(iter(merged.values()))
    return FiniteMachine(
        start,
        np.array(offsets, np.int64),
        np.array(following, np.int64),
        np.array(decisions, np.int64),
        outputs,
    )


def _levels(
    table: DecisionTable, radix: Sequence[Sequence[int]]
) -> tuple[list[dict[_Alive, None]], list[dict[_Alive, list[_Alive]]]]:
    """What is alive before each digit and after the last, and what each digit leads to."""
    first: _Alive = tuple((place, ()) for place in range(len(table.rows)))
    levels: list[dict[_Alive, None]] = [{first: None}]
    edges: list[dict[_Alive, list[_Alive]]] = []
    total = 1
    for position, one in enumerate(radix):
        for place, base in enumerate(one):
            width = prod(one[place + 1 :])
            out: dict[_Alive, list[_Alive]] = {}
            reached: dict[_Alive, None] = {}
            for alive in levels[-1]:
                if place == 0:
                    asked: _Alive = tuple(
                        (row, table.rows[row].guard[position]) for row, _ in alive
                    )
                else:
                    asked = alive
                out[alive] = [_after(asked, digit * width, width) for digit in range(base)]
                reached.update(dict.fromkeys(child for child in out[alive] if child))
            if place == len(one) - 1:
                out = {alive: [_bare(child) for child in row] for alive, row in out.items()}
                reached = dict.fromkeys(map(_bare, reached))
            total += len(reached)
            if total > MOST_STATES:
                raise LimitError(
                    f"the machine has more than {MOST_STATES:,} states",
                    remedy="split the rule, or name the fields in another order",
                )
            edges.append(out)
            levels.append(reached)
    return levels, edges


def _after(alive: _Alive, base: int, width: int) -> _Alive:
    found = []
    for row, spans in alive:
        inside = tuple(
            (max(low - base, 0), min(high - base, width - 1))
            for low, high in spans
            if low < base + width and high >= base
        )
        if inside:
            found.append((row, inside))
    return tuple(found)


def _bare(alive: _Alive) -> _Alive:
    return tuple((row, ()) for row, _ in alive)


def from_table(
    following: Ints, start: int, decisions: Ints, outputs: Sequence[Outputs]
) -> FiniteMachine:
    """A machine from a matrix, next state by state and digit; row 0 is the dead state's."""
    states, symbols = following.shape
    offsets = np.arange(states, dtype=np.int64) * symbols
    return FiniteMachine(start, offsets, following.reshape(-1), decisions, tuple(outputs))


def step_network(machine: FiniteMachine, base: int) -> Network:
    """One step as layers, for states that read a digit of this base: pairs, then next states."""
    states = machine.states
    pairs = states * base
    places = np.stack(
        [np.repeat(np.arange(states), base), states + np.tile(np.arange(base), states)], axis=1
    )
    targets = machine.following[
        np.minimum(
            machine.offsets[places[:, 0]] + places[:, 1] - states, len(machine.following) - 1
        )
    ]
    order = np.argsort(targets, kind="stable")
    reading = Layer(
        states + base,
        np.arange(pairs + 1) * 2,
        places.reshape(-1),
        np.ones(2 * pairs, np.int64),
        np.full(pairs, -1, np.int64),
        True,
    )
    starts = np.searchsorted(targets[order], np.arange(states + 1))
    adding = Layer(
        pairs, starts, order, np.ones(pairs, np.int64), np.zeros(states, np.int64), False
    )
    return Network((states, base), (reading, adding))
