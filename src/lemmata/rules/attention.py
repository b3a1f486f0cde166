"""A Turing machine as a decoder with hard attention, by construction and in small integers.

After C. Wei, Y. Chen and T. Ma, Statistically Meaningful Approximation: a Case Study on
Approximating Turing Machines with Transformers (2021): each step is one token, which holds the
state, the symbol written, where it was written, and when. A cell is read by attention to the last
token that wrote at the head's position. The paper finds the last one by a search over the bits of
the time with several heads; here one hard head does it, since its score orders by both:

    score(j) = T * <query, key_j> + j

where query and key are the position's bits as -1 and 1, so that equal positions score highest, and
among those the later token, for T is more than any j. A position is counted in bits by threshold
units; every number is an integer below 2**53.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lemmata.rules.machine import Halt, Outcome, TuringMachine
from lemmata.rules.stack_running import Ints


@dataclass(frozen=True, slots=True)
class AttentionNetwork:
    """The decoder of a machine: for each pair (state, symbol) one threshold unit.

    ``control`` has a row of three one-hot parts for each unit: next state, symbol written, move
    (left, stay, right). A pair without a row in the machine has no unit.
    """

    machine: TuringMachine
    reading: Ints
    control: Ints


def construct(machine: TuringMachine) -> AttentionNetwork:
    """The weights: ``relu(reading @ (state, symbol) - 1)`` fires for one row at most."""
    states, size = len(machine.states), len(machine.alphabet)
    rows = sorted(machine.rows.items())
    reading = np.zeros((len(rows), states + size), np.int64)
    control = np.zeros((len(rows), states + size + 3), np.int64)
    for place, ((state, symbol), action) in enumerate(rows):
        reading[place, [state, states + symbol]] = 1
        parts = (action.target, states + action.write, states + size + 1 + action.move.value)
        control[place, list(parts)] = 1
    return AttentionNetwork(machine, reading, control)


def score_bound(steps: int, length: int) -> int:
    """The largest absolute value of any partial sum of a score, for a run of so many steps."""
    tokens = steps + length + 1
    return tokens * _width(steps, length) + tokens


def moved(bits: Ints, moves: Ints) -> Ints:
    """A position in bits, lowest first, plus 1, 0 or -1 by the one-hot move, in threshold units.

    Bit i flips on the way up where all lower ones are 1, on the way down where all are 0.
    """
    left, _, right = moves
    lower = np.concatenate([[0], np.cumsum(bits)[:-1]])
    places = np.arange(len(bits))
    up = np.maximum(lower - places + right, 0)
    down = np.maximum(left - lower, 0)
    flips = up + down
    flipped: Ints = np.maximum(bits + flips, 0) - 2 * np.maximum(bits + flips - 1, 0)
    return flipped


def run(network: AttentionNetwork, word: Sequence[int], steps: int) -> Outcome:
    """Run for at most ``steps`` steps; step t attends to all tokens before it.

    Raises:
        OverflowError: a score could be 2**53 or more.
    """
    machine, length = network.machine, len(word)
    if score_bound(steps, length) >= 2**53:
        raise OverflowError("scores of 2**53 and more are not exact in every format")
    states, size = len(machine.states), len(machine.alphabet)
    width = _width(steps, length)
    tokens = steps + length + 1
    keys = np.zeros((tokens, width), np.int64)
    written = np.zeros((tokens, size), np.int64)
    zero = position_bits(steps + 1, width)  # the first symbol's position, so that none is below 0
    for place, symbol in enumerate(word):
        keys[place] = 2 * position_bits(steps + 1 + place, width) - 1
        written[place, symbol] = 1
    used, done = length, 0
    state = np.eye(states, dtype=np.int64)[machine.start]
    bits = zero
    halt = Halt.BOUND
    while True:
        place = int(state.argmax())
        if place in machine.halting:
            halt = Halt.ACCEPTS if place in machine.accept else Halt.REJECTS
            break
        symbol_read = _attend(keys[:used], written[:used], bits, machine.blank)
        fired = np.maximum(network.reading @ np.concatenate([state, symbol_read]) - 1, 0)
        if not fired.any():
            halt = Halt.UNDEFINED
            break
        if done == steps:
            break
        out = fired @ network.control
        keys[used], written[used] = 2 * bits - 1, out[states : states + size]
        bits = moved(bits, out[states + size :])
        state = out[:states]
        used += 1
        done += 1
    return _outcome(
        network, halt, done, int(state.argmax()), keys[:used], written[:used], bits, steps
    )


def _attend(keys: Ints, values: Ints, bits: Ints, blank: int) -> Ints:
    """The symbol that the last token at this position wrote; the blank where there is none."""
    query = 2 * bits - 1
    matches = keys @ query
    best = int((len(keys) * matches + np.arange(len(keys))).argmax())
    if matches[best] == len(bits):
        found: Ints = values[best]
        return found
    nothing: Ints = np.eye(values.shape[1], dtype=np.int64)[blank]
    return nothing


def _width(steps: int, length: int) -> int:
    return (2 * steps + length + 2).bit_length()


def position_bits(value: int, width: int) -> Ints:
    """A number in bits, lowest first."""
    return np.array([value >> place & 1 for place in range(width)], np.int64)


def _outcome(  # noqa: PLR0917
    network: AttentionNetwork,
    halt: Halt,
    done: int,
    state: int,
    keys: Ints,
    written: Ints,
    bits: Ints,
    steps: int,
) -> Outcome:
    """The tape as the tokens say it: the last symbol written at each position."""
    weights = 1 << np.arange(keys.shape[1])
    places = ((keys + 1) // 2) @ weights - (steps + 1)
    blank = network.machine.blank
    cells = {int(p): int(s) for p, s in zip(places, written.argmax(axis=1), strict=True)}
    marked = sorted(place for place, symbol in cells.items() if symbol != blank)
    tape = tuple(cells.get(p, blank) for p in range(marked[0], marked[-1] + 1)) if marked else ()
    head = int(bits @ weights) - (steps + 1)
    return Outcome(halt, done, state, tape, marked[0] if marked else 0, head)
