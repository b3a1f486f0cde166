"""The meaning of Turing machines: a run by its rows, with proofs of endless runs.

An endless run is proved in two ways. A configuration that comes back: state, head and tape are
those of a kept one (Brent's doubling). A configuration that comes back shifted: each time the head
stands on a cell that no earlier step reached, one such record is kept; where a later one has its
state, and the cells that were read in between are the same around both heads, the run repeats
itself for ever, a little further each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lemmata.rules.machine import Halt, Outcome, TuringMachine


@dataclass(slots=True)
class _Tape:
    """Both halves of a tape around the cell where the head stood at the start."""

    right: list[int]
    left: list[int]
    blank: int

    def read(self, place: int) -> int:
        half, index = (self.right, place) if place >= 0 else (self.left, -place - 1)
        return half[index] if index < len(half) else self.blank

    def write(self, place: int, symbol: int) -> None:
        half, index = (self.right, place) if place >= 0 else (self.left, -place - 1)
        if index == len(half):
            half.append(symbol)
        else:
            half[index] = symbol

    def cells(self, low: int, high: int) -> list[int]:
        return [self.read(place) for place in range(low, high + 1)]

    def trimmed(self) -> tuple[tuple[int, ...], int]:
        """The tape without blanks at its ends, and the position of its first cell."""
        cells = [*reversed(self.left), *self.right]
        first = -len(self.left)
        while cells and cells[-1] == self.blank:
            cells.pop()
        skip = next((i for i, symbol in enumerate(cells) if symbol != self.blank), len(cells))
        return tuple(cells[skip:]), first + skip if skip < len(cells) else 0


@dataclass(slots=True)
class _Record:
    """A kept configuration: when the head first stood on a new cell at one side."""

    state: int
    head: int
    cells: list[int]
    low: int
    furthest: int  # towards the other side, since then


@dataclass(slots=True)
class _Frontier:
    """The watch for runs that repeat themselves shifted towards one side; ``side`` is 1 or -1."""

    side: int
    edge: int
    records: int = 0
    again: int = 1
    kept: _Record | None = None
    compared: int = 0

    def repeats(self, tape: _Tape, state: int, head: int, done: int) -> bool:
        """Called where the head stands on a new cell; keeps every record of doubling number.

        No more cells are compared than ``done`` steps: a comparison left out delays a proof.
        """
        self.edge = head
        self.records += 1
        kept = self.kept
        reach = (kept.head - kept.furthest) * self.side if kept is not None else 0
        if kept is not None and kept.state == state and self.compared + reach <= done:
            self.compared += reach
            now = tape.cells(*_between(head, head - reach * self.side))
            low, high = _between(kept.head, kept.head - reach * self.side)
            before = _part(kept, low, high, tape.blank)
            if now == before:
                return True
        if self.records >= self.again:
            self.again *= 2
            low, high = -len(tape.left), len(tape.right) - 1
            self.kept = _Record(state, head, tape.cells(low, high), low, head)
        return False

    def follow(self, head: int) -> None:
        """Remember how far from the frontier the head went since the record."""
        kept = self.kept
        if kept is not None and (kept.furthest - head) * self.side > 0:
            kept.furthest = head


def run(machine: TuringMachine, word: Sequence[int], steps: int) -> Outcome:
    """Run on a tape that holds ``word``, for at most ``steps`` steps."""
    tape = _Tape(list(word), [], machine.blank)
    state, head, done = machine.start, 0, 0
    right, left = _Frontier(1, len(word) - 1), _Frontier(-1, 0)
    kept: tuple[int, int, int, tuple[tuple[int, ...], int]] | None = None
    again, since, digest = 64, 0, 0
    rows, halting = machine.rows, machine.halting
    while state not in halting:
        read = tape.read(head)
        action = rows.get((state, read))
        if action is None:
            return _end(machine, tape, Halt.UNDEFINED, done, state, head)
        if done == steps:
            return _end(machine, tape, Halt.BOUND, done, state, head)
        tape.write(head, action.write)
        if action.write != read:
            digest ^= hash((head, read)) ^ hash((head, action.write))
        state = action.target
        head += action.move.value
        done += 1
        since += 1
        right.follow(head)
        left.follow(head)
        side = right if head > right.edge else left if head < left.edge else None
        if side is not None and side.repeats(tape, state, head, done):
            reason = "the run repeats itself, shifted along the tape"
            return _end(machine, tape, Halt.LOOPS, done, state, head, reason)
        if kept is not None and (state, head, digest) == kept[:3] and tape.trimmed() == kept[3]:
            reason = "a configuration came back"
            return _end(machine, tape, Halt.LOOPS, done, state, head, reason)
        if since >= again:
            kept, again, since = (state, head, digest, tape.trimmed()), again * 2, 0
    halt = Halt.ACCEPTS if state in machine.accept else Halt.REJECTS
    return _end(machine, tape, halt, done, state, head)


def _end(
    machine: TuringMachine,
    tape: _Tape,
    halt: Halt,
    steps: int,
    state: int,
    head: int,
    reason: str = "",
) -> Outcome:
    if halt is Halt.UNDEFINED:
        read = machine.alphabet[tape.read(head)]
        reason = f"no row for the state {machine.states[state]!r} and the symbol {read!r}"
    cells, first = tape.trimmed()
    return Outcome(halt, steps, state, cells, first, head, reason)


def _between(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _part(kept: _Record, low: int, high: int, blank: int) -> list[int]:
    """The cells of a kept tape, blank where it did not reach."""
    end = kept.low + len(kept.cells)
    return [
        kept.cells[place - kept.low] if kept.low <= place < end else blank
        for place in range(low, high + 1)
    ]
