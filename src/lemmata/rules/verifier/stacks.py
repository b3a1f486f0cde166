"""A stack network against the rows of its machine: one step, from every configuration there is.

A stack is empty, or has a top ``t`` and is a number from ``(2t + 1) / B`` up to ``(2t + 2) / B``.
So configurations fall into finitely many boxes: state, symbol, both tops. At the corners of a box
each unit's sum is worked out in integers. Where no unit bends within a box, the step is one linear
function there; it is the machine's where it is so at the corners. From any start, then, the network
does what the machine does, step by step, for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from lemmata.contracts.errors import CertificateError, LimitError, Place
from lemmata.rules.machine import Move, TuringMachine
from lemmata.rules.verifier.stored import read_tensors

MOST_CORNERS = 1_000_000
_MOST_BITS, _LARGEST = 10, 1 << 14
_CHUNK = 20_000

Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"


@dataclass(frozen=True, slots=True, eq=False)
class StackLayers:
    """Matrices and biases of the three layers, all as multiples of ``1 / 2**bits``."""

    bits: int
    matrices: tuple[Ints, ...]
    biases: tuple[Ints, ...]


def read_layers(path: Path) -> StackLayers:
    """The layers of a file.

    Raises:
        FileError: it cannot be read.
        CertificateError: it has other tensors, shapes or sizes of numbers.
    """
    tensors, metadata = read_tensors(path)
    try:
        bits, inputs = int(metadata["bits"]), int(metadata["inputs"])
        matrices, biases = [], []
        for number in range(3):
            bias, flat = tensors.pop(f"{number}.bias"), tensors.pop(f"{number}.matrix")
            matrices.append(flat.reshape(len(bias), inputs).astype(np.int64))
            biases.append(bias.astype(np.int64))
            inputs = len(bias)
    except (KeyError, ValueError) as error:
        raise _broken(path, f"no stack network: {error!r}") from error
    large = max(int(abs(part).max(initial=0)) for part in (*matrices, *biases))
    sums = (
        int(np.abs(matrix).sum(axis=1).max(initial=0) + np.abs(bias).max(initial=0))
        for matrix, bias in zip(matrices, biases, strict=True)
    )
    exact = large <= _LARGEST << bits and max(sums) << 3 * bits < 1 << 62
    if tensors or not 1 <= bits <= _MOST_BITS or not exact:
        raise _broken(path, "unknown tensors, or numbers too large to be exact")
    return StackLayers(bits, tuple(matrices), tuple(biases))


def step_difference(machine: TuringMachine, layers: StackLayers) -> tuple[int, str]:
    """How many boxes there are, and a configuration from which the network steps otherwise.

    Raises:
        LimitError: too many boxes, or a unit bends within one where no difference is found.
    """
    states, size = len(machine.states), len(machine.alphabet)
    base = 1 << layers.bits
    shapes = [matrix.shape for matrix in layers.matrices]
    if base < 2 * size or shapes[0][1] != states + size + 2 or shapes[2][0] != shapes[0][1]:
        return 0, "the network has other inputs, outputs or digits than the machine needs"
    running = [state for state in range(states) if state not in machine.halting]
    tops = range(-1, size)
    count = len(running) * size * (size + 1) ** 2
    if 4 * count > MOST_CORNERS:
        raise LimitError(
            f"{count:,} configurations of state, symbol and tops are too many to look at",
            remedy="run words by `lemmata rules run`, which compares each step",
        )
    boxes = [*product(running, range(size), tops, tops)]
    bent = 0
    for start in range(0, count, _CHUNK):
        part = boxes[start : start + _CHUNK]
        wrong, bends = _compare(machine, layers, part)
        if wrong is not None:
            return len(boxes), _shown(machine, part[wrong])
        bent += bends
    if bent:
        raise LimitError(
            f"units bend within {bent} configurations: the step is not known to be linear there",
            remedy="prove the machine again",
        )
    return len(boxes), ""


def _compare(
    machine: TuringMachine, layers: StackLayers, boxes: Sequence[tuple[int, int, int, int]]
) -> tuple[int | None, int]:
    """The first box where a corner comes out wrong; and in how many boxes some unit bends."""
    corners = np.array(
        [_corner(machine, layers.bits, box, ends) for box in boxes for ends in _ENDS]
    )
    wanted = np.array([_wanted(machine, layers.bits, box, ends) for box in boxes for ends in _ENDS])
    values, scale = corners, layers.bits
    bends = np.zeros(len(boxes), bool)
    for matrix, bias in zip(layers.matrices, layers.biases, strict=True):
        sums = values @ matrix.T + (bias << scale)
        scale += layers.bits
        one = 1 << scale
        by_box = sums.reshape(len(boxes), 4, -1)
        low, high = by_box.min(axis=1), by_box.max(axis=1)
        bends |= ~((high <= 0) | (low >= one) | ((low >= 0) & (high <= one))).all(axis=1)
        values = np.clip(sums, 0, one)
    wrong = (values != wanted).any(axis=1).reshape(len(boxes), 4).any(axis=1)
    return (int(wrong.argmax()) if wrong.any() else None), int(bends.sum())


_ENDS = tuple(product((0, 1), (0, 1)))
"""The corners of a box: for each stack the lower or the upper end of its numbers."""


def _stack(top: int, end: int) -> int:
    """An end of the numbers with this top, as a multiple of ``1 / B``; an empty stack is 0."""
    return 0 if top < 0 else 2 * top + 1 + end


def _corner(
    machine: TuringMachine, bits: int, box: tuple[int, int, int, int], ends: tuple[int, int]
) -> list[int]:
    """The network's input at a corner, as multiples of ``1 / B``."""
    state, symbol, left, right = box
    one = 1 << bits
    found = [0] * (len(machine.states) + len(machine.alphabet))
    found[state] = found[len(machine.states) + symbol] = one
    return [*found, _stack(left, ends[0]), _stack(right, ends[1])]


def _wanted(
    machine: TuringMachine, bits: int, box: tuple[int, int, int, int], ends: tuple[int, int]
) -> list[int]:
    """What the machine's row makes of a corner, as multiples of ``1 / B**4``; all 0 without a row.

    Without a row the stacks and the symbol must be 0 too.
    """
    state, symbol, left, right = box
    states, size = len(machine.states), len(machine.alphabet)
    found = [0] * (states + size + 2)
    action = machine.rows.get((state, symbol))
    if action is None:
        return found
    one, base = 1 << 4 * bits, 1 << bits
    numbers = [_stack(left, ends[0]), _stack(right, ends[1])]  # over B
    tops = [left, right]
    found[action.target] = one
    if action.move is Move.STAY:
        read, after = action.write, [number << 3 * bits for number in numbers]
    else:
        taken = 0 if action.move is Move.LEFT else 1
        read = tops[taken] if tops[taken] >= 0 else machine.blank
        rest = numbers[taken] - (2 * tops[taken] + 1 if tops[taken] >= 0 else 0)
        pushed = numbers[1 - taken] + (2 * action.write + 1) * base
        after = [0, 0]
        after[taken] = rest << 4 * bits
        after[1 - taken] = pushed << 2 * bits
    found[states + read] = one
    found[-2:] = after
    return found


def _shown(machine: TuringMachine, box: tuple[int, int, int, int]) -> str:
    state, symbol, left, right = box
    tops = ["empty" if top < 0 else machine.alphabet[top] for top in (left, right)]
    return (
        f"the network steps otherwise from state {machine.states[state]}, symbol "
        f"{machine.alphabet[symbol]}, left of it {tops[0]}, right of it {tops[1]}"
    )


def _broken(path: Path, message: str) -> CertificateError:
    return CertificateError(message, place=Place(str(path)), remedy="prove the machine again")
