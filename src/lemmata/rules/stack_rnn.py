"""A Turing machine as a recurrent network with two stacks, by construction and exactly.

After H. T. Siegelmann and E. D. Sontag, On the Computational Power of Neural Nets, Journal of
Computer and System Sciences 50 (1995), 132-150: a stack is one number in [0, 1), its symbols the
digits behind the point, and every unit is the saturated-linear function of a sum,
``sigma(x) = min(max(x, 0), 1)``, equation (1) of the paper's first version (COLT 1992, 440-449).
Where the paper takes binary stacks in base 4 with the digits 1 and 3, symbol ``i`` of any alphabet
stands here as the digit ``2i + 1`` in a base ``B``, a power of two of at least twice as many
symbols. Between two digits that occur one is left out, so that

    sigma(B q - 2i)       is 1 where the top is symbol i or a later one, and 0 otherwise
    B q - digit           is the stack without its top
    (q + 2w + 1) / B      is the stack with the symbol w pushed
    sigma(v + g - 1)      is v where the gate g is 1, and 0 where it is 0

One step of the machine is three layers of such units. A float holds some twenty to fifty digits,
so numbers here are exact fractions. `stack_running` holds the same numbers as chunks of digits, and
evaluates the units that are not 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lemmata.rules.machine import Action, Move, TuringMachine

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Unit:
    """``sigma(bias + sum of weight * input)``; weights by the input's place."""

    weights: tuple[tuple[int, Fraction], ...]
    bias: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class StackNetwork:
    """The network of a machine. A vector is states | symbols | left stack | right stack.

    The first layer reads: one unit for each row of the machine, then the tops of both stacks in
    unary, then the stacks. The second acts: targets, what is read next by each move, and each
    stack as pushed, popped and kept, all gated. The third adds up.
    """

    machine: TuringMachine
    bits: int
    rows: tuple[tuple[tuple[int, int], Action], ...]
    layers: tuple[tuple[Unit, ...], ...]

    @property
    def base(self) -> int:
        """The base ``B`` of the digits."""
        return 1 << self.bits


def construct(machine: TuringMachine) -> StackNetwork:
    """The network that does one step of the machine in its three layers."""
    size = len(machine.alphabet)
    bits = (2 * size - 1).bit_length()
    rows = tuple(sorted(machine.rows.items()))
    states = len(machine.states)
    left, right = states + size, states + size + 1
    reading = [Unit(((state, ONE), (states + read, ONE)), -ONE) for (state, read), _ in rows]
    base = Fraction(1 << bits)
    for stack in (left, right):
        reading += [Unit(((stack, base),), Fraction(-2 * i)) for i in range(size)]
    reading += [Unit(((stack, ONE),)) for stack in (left, right)]
    acting = _acting(machine, rows, base)
    return StackNetwork(machine, bits, rows, (tuple(reading), acting, _adding(states, size)))


def _acting(
    machine: TuringMachine, rows: Sequence[tuple[tuple[int, int], Action]], base: Fraction
) -> tuple[Unit, ...]:
    """The second layer, over the units of the first."""
    size, count = len(machine.alphabet), len(rows)
    top = {Move.LEFT: count, Move.RIGHT: count + size}  # where a move pops, in unary
    stacks = {Move.LEFT: count + 2 * size, Move.RIGHT: count + 2 * size + 1}

    def those(move: Move, write: int | None = None) -> tuple[tuple[int, Fraction], ...]:
        return tuple(
            (place, ONE)
            for place, (_, action) in enumerate(rows)
            if action.move is move and write in (None, action.write)
        )

    units = [
        Unit(tuple((p, ONE) for p, (_, action) in enumerate(rows) if action.target == state))
        for state in range(len(machine.states))
    ]
    units += [Unit(those(Move.STAY, symbol)) for symbol in range(size)]
    for move in (Move.LEFT, Move.RIGHT):
        for symbol in range(size):
            seen = [(top[move] + symbol, ONE)]
            if symbol + 1 < size:
                seen.append((top[move] + symbol + 1, -ONE))
            bias = -ONE
            if symbol == machine.blank:  # an empty stack reads as blank
                seen.append((top[move], -ONE))
                bias = ZERO
            units.append(Unit(_merged([*those(move), *seen]), bias))
    for move, away in ((Move.LEFT, Move.RIGHT), (Move.RIGHT, Move.LEFT)):
        stack = stacks[move]
        for write in range(size):
            bias = Fraction(2 * write + 1) / base - 1
            units.append(Unit(((stack, 1 / base), *those(away, write)), bias))
        digit = [(top[move] + i, Fraction(-2 if i else -1)) for i in range(size)]
        units.append(Unit(((stack, base), *digit, *those(move)), -ONE))
        units.append(Unit(((stack, ONE), *those(Move.STAY)), -ONE))
    return tuple(units)


def _adding(states: int, size: int) -> tuple[Unit, ...]:
    """The third layer: at most one of the units that each of these adds is not 0."""
    units = [Unit(((state, ONE),)) for state in range(states)]
    units += [
        Unit(tuple((states + part * size + symbol, ONE) for part in range(3)))
        for symbol in range(size)
    ]
    first = states + 3 * size
    for stack in range(2):
        start = first + stack * (size + 2)
        units.append(Unit(tuple((start + i, ONE) for i in range(size + 2))))
    return tuple(units)


def _merged(weights: Sequence[tuple[int, Fraction]]) -> tuple[tuple[int, Fraction], ...]:
    total: dict[int, Fraction] = {}
    for place, weight in weights:
        total[place] = total.get(place, ZERO) + weight
    return tuple((place, weight) for place, weight in total.items() if weight)


def vector(network: StackNetwork, word: Sequence[int]) -> tuple[Fraction, ...]:
    """The network's numbers at the start, the head on the first symbol of ``word``."""
    machine = network.machine
    states = [ZERO] * len(machine.states)
    states[machine.start] = ONE
    symbols = [ZERO] * len(machine.alphabet)
    symbols[word[0]] = ONE
    right = ZERO
    for symbol in reversed(word[1:]):
        right = (right + 2 * symbol + 1) / network.base
    return (*states, *symbols, ZERO, right)


def advance(network: StackNetwork, values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """One step of the machine: all units of the three layers, in exact fractions.

    All states are 0 after an undefined transition.
    """
    for layer in network.layers:
        sums = (
            unit.bias + sum((weight * values[place] for place, weight in unit.weights), ZERO)
            for unit in layer
        )
        values = tuple(min(max(value, ZERO), ONE) for value in sums)
    return tuple(values)
