"""Running stack networks exactly and fast: stacks as chunks of digits, units that are 0 left out.

Of the units that read rows exactly one is 1 in each step, or none: its row says which gates are
open. A top in unary and a stack pushed or popped depend on the first digits alone, so a step
touches one chunk of each stack, whatever the depth; the number that a stack stands for is the same
as in `stack_rnn.advance`, digit by digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from lemmata.rules.machine import Halt, Move, Outcome
from lemmata.rules.stack_rnn import StackNetwork

Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

CHUNK_BITS = 60
"""Bits of a chunk at most: int64 holds a chunk."""


@dataclass(slots=True)
class ExactStack:
    """A stack's number: the digits of ``head``, the top first, then those of the chunks below.

    ``q = (head + rest) / B**count``, where ``rest`` is the number that the chunks below stand for,
    each of ``full // 2`` digits.
    """

    bits: int
    head: int = 0
    count: int = 0
    below: list[int] = field(default_factory=list)

    def push(self, symbol: int) -> None:
        """``(q + 2 symbol + 1) / B``."""
        full = CHUNK_BITS // self.bits
        if self.count == full:
            half = full // 2
            self.below.append(self.head & ((1 << half * self.bits) - 1))
            self.head >>= half * self.bits
            self.count -= half
        self.head |= (2 * symbol + 1) << self.bits * self.count
        self.count += 1

    def pop(self, blank: int) -> int:
        """The top, taken off; the blank where the stack is empty."""
        if not self.count:
            if not self.below:
                return blank
            self.head = self.below.pop()
            self.count = CHUNK_BITS // self.bits // 2
        self.count -= 1
        digit = self.head >> self.bits * self.count
        self.head ^= digit << self.bits * self.count
        return digit >> 1

    def number(self) -> Fraction:
        """The exact number; as long as the stack is deep."""
        half = CHUNK_BITS // self.bits // 2
        total, digits = self.head, self.count
        for chunk in reversed(self.below):
            total = total << half * self.bits | chunk
            digits += half
        return Fraction(total, 1 << self.bits * digits)

    def symbols(self) -> list[int]:
        """The symbols, the top first."""
        half = CHUNK_BITS // self.bits // 2
        found: list[int] = []
        chunks = [(self.head, self.count), *((chunk, half) for chunk in reversed(self.below))]
        mask = (1 << self.bits) - 1
        for chunk, count in chunks:
            found += [(chunk >> self.bits * place & mask) >> 1 for place in reversed(range(count))]
        return found


def loaded(network: StackNetwork, word: Sequence[int]) -> tuple[ExactStack, ExactStack]:
    """Both stacks at the start: all but the first symbol lie on the right."""
    left, right = ExactStack(network.bits), ExactStack(network.bits)
    for symbol in reversed(word[1:]):
        right.push(symbol)
    return left, right


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where a run stands: the verdict so far, steps, state, symbol under the head, both stacks."""

    halt: Halt
    steps: int
    state: int
    symbol: int
    head: int
    left: ExactStack
    right: ExactStack

    def numbers(self, network: StackNetwork) -> tuple[Fraction, ...]:
        """The vector that `stack_rnn.advance` has after as many steps."""
        machine = network.machine
        states, symbols = [0] * len(machine.states), [0] * len(machine.alphabet)
        states[self.state] = symbols[self.symbol] = 1
        flags = map(Fraction, [*states, *symbols])
        return (*flags, self.left.number(), self.right.number())


def run(network: StackNetwork, word: Sequence[int], steps: int) -> Outcome:
    """Run for at most ``steps`` steps; never says that a run loops, which no network sees."""
    reached = configuration_after(network, word, steps)
    blank = network.machine.blank
    right = reached.right.symbols()
    cells = [*reversed(reached.left.symbols()), reached.symbol, *right]
    first = reached.head - (len(cells) - 1 - len(right))
    while cells and cells[-1] == blank:
        cells.pop()
    skip = next((i for i, seen in enumerate(cells) if seen != blank), len(cells))
    tape = tuple(cells[skip:])
    place = first + skip if tape else 0
    return Outcome(reached.halt, reached.steps, reached.state, tape, place, reached.head)


def configuration_after(network: StackNetwork, word: Sequence[int], steps: int) -> Configuration:
    """Where a run stands when it halts, or after ``steps`` steps."""
    machine = network.machine
    table = [
        [machine.rows.get((state, symbol)) for symbol in range(len(machine.alphabet))]
        for state in range(len(machine.states))
    ]
    left, right = loaded(network, word)
    state, symbol, head, done = machine.start, word[0], 0, 0
    halting, blank = machine.halting, machine.blank
    halt = Halt.BOUND
    while state not in halting:
        action = table[state][symbol]
        if action is None:
            halt = Halt.UNDEFINED
            break
        if done == steps:
            break
        state = action.target
        if action.move is Move.RIGHT:
            left.push(action.write)
            symbol = right.pop(blank)
            head += 1
        elif action.move is Move.LEFT:
            right.push(action.write)
            symbol = left.pop(blank)
            head -= 1
        else:
            symbol = action.write
        done += 1
    else:
        halt = Halt.ACCEPTS if state in machine.accept else Halt.REJECTS
    return Configuration(halt, done, state, symbol, head, left, right)


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """How the runs of a batch ended: ``halts`` by place in `Halt`, steps done, states."""

    halts: Ints
    steps: Ints
    states: Ints

    def halt(self, place: int) -> Halt:
        """The verdict of one run."""
        return list(Halt)[int(self.halts[place])]


class _Stacks:
    """Two stacks for each of ``n`` runs: the left ones are 0 .. n-1, the right ones n .. 2n-1."""

    def __init__(self, network: StackNetwork, words: Sequence[Sequence[int]]) -> None:
        n = len(words)
        self.bits = network.bits
        self.full = CHUNK_BITS // self.bits
        self.half = self.full // 2
        self.blank = network.machine.blank
        self.heads = np.zeros(2 * n, np.int64)
        self.counts = np.zeros(2 * n, np.int64)
        self.filled = np.zeros(2 * n, np.int64)
        self.below = np.zeros((2 * n, 4), np.int64)
        for place, word in enumerate(words):
            for symbol in reversed(word[1:]):
                self.push(np.array([n + place]), np.array([symbol]))

    def push(self, places: Ints, symbols: Ints) -> None:
        counts = self.counts[places]
        over = places[counts == self.full]
        if len(over):
            self._spill(over)
            counts = self.counts[places]
        self.heads[places] |= (2 * symbols + 1) << (self.bits * counts)
        self.counts[places] = counts + 1

    def pop(self, places: Ints) -> Ints:
        counts = self.counts[places]
        dry = places[(counts == 0) & (self.filled[places] > 0)]
        if len(dry):
            self.filled[dry] -= 1
            self.heads[dry] = self.below[dry, self.filled[dry]]
            self.counts[dry] = self.half
            counts = self.counts[places]
        some = counts > 0
        rest = np.where(some, counts - 1, 0)
        heads = self.heads[places]
        digits = heads >> (self.bits * rest)
        self.heads[places] = heads ^ (digits << (self.bits * rest))
        self.counts[places] = rest
        symbols: Ints = np.where(some, digits >> 1, self.blank)
        return symbols

    def _spill(self, over: Ints) -> None:
        filled = self.filled[over]
        if int(filled.max()) == self.below.shape[1]:
            self.below = np.concatenate([self.below, np.zeros_like(self.below)], axis=1)
        shift = self.half * self.bits
        self.below[over, filled] = self.heads[over] & ((1 << shift) - 1)
        self.heads[over] >>= shift
        self.counts[over] -= self.half
        self.filled[over] = filled + 1


def run_batch(network: StackNetwork, words: Sequence[Sequence[int]], steps: int) -> BatchOutcome:
    """Run every word side by side, each for at most ``steps`` steps."""
    machine, n = network.machine, len(words)
    size = len(machine.alphabet)
    table = np.full((4, len(machine.states) * size), -1, np.int64)
    for (state, read), action in machine.rows.items():
        row = (action.target, action.write, action.move.value, 0)
        table[:, state * size + read] = row
    verdicts = list(Halt)
    halts = np.full(n, verdicts.index(Halt.BOUND), np.int64)
    ends = np.full(len(machine.states), -1, np.int64)
    for states, halt in ((machine.accept, Halt.ACCEPTS), (machine.reject, Halt.REJECTS)):
        ends[list(states)] = verdicts.index(halt)
    stacks = _Stacks(network, words)
    states_now = np.full(n, machine.start, np.int64)
    symbols = np.array([word[0] for word in words], np.int64)
    done = np.zeros(n, np.int64)
    live = np.arange(n)
    for step in range(steps + 1):
        ended = ends[states_now[live]]
        halts[live[ended >= 0]] = ended[ended >= 0]
        live = live[ended < 0]
        keys = states_now[live] * size + symbols[live]
        targets = table[0, keys]
        halts[live[targets < 0]] = verdicts.index(Halt.UNDEFINED)
        live, keys, targets = live[targets >= 0], keys[targets >= 0], targets[targets >= 0]
        if not len(live) or step == steps:
            break
        writes, moves = table[1, keys], table[2, keys]
        states_now[live] = targets
        symbols[live] = writes
        moved = moves != 0
        going, ways = live[moved], moves[moved]
        stacks.push(going + n * (ways < 0), writes[moved])
        symbols[going] = stacks.pop(going + n * (ways > 0))
        done[live] += 1
    return BatchOutcome(halts, done, states_now)
