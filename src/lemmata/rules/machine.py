"""Turing machines as values: one tape, deterministic, with halting verdicts kept apart.

States and symbols stand by index from 0. The meaning of a machine is `simulating.run`; the two
networks that are built from one must agree with it step by step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from lemmata.contracts.errors import ChoiceError


class Move(Enum):
    """Where the head goes; the value is what is added to its position."""

    LEFT = -1
    STAY = 0
    RIGHT = 1


class Halt(Enum):
    """How a run ends, or why it was stopped.

    LOOPS is a proof that it never halts: a configuration came back, or came back shifted. BOUND
    says only that the steps allowed were not enough.
    """

    ACCEPTS = "accepts"
    REJECTS = "rejects"
    UNDEFINED = "undefined transition"
    BOUND = "step bound exhausted"
    LOOPS = "provably loops"


@dataclass(frozen=True, slots=True)
class Action:
    """What one row does: the symbol written, the move, the next state."""

    write: int
    move: Move
    target: int


@dataclass(frozen=True, slots=True)
class TuringMachine:
    """A deterministic machine with one tape that is blank without end on both sides.

    ``rows`` maps (state, symbol read) to an action. A state of ``accept`` or ``reject`` halts and
    has no rows. A pair that is absent is an undefined transition, which halts with that verdict.
    """

    name: str
    states: tuple[str, ...]
    alphabet: tuple[str, ...]
    blank: int
    start: int
    accept: frozenset[int]
    reject: frozenset[int]
    rows: Mapping[tuple[int, int], Action]

    @property
    def halting(self) -> frozenset[int]:
        """The states in which it halts by itself."""
        return self.accept | self.reject

    def word(self, symbols: Iterable[str]) -> tuple[int, ...]:
        """The tape that a run starts on, as indexes; the head stands on its first symbol.

        Raises:
            ChoiceError: no symbol, or one that is not in the alphabet.
        """
        known = {symbol: index for index, symbol in enumerate(self.alphabet)}
        found = []
        for place, symbol in enumerate(symbols):
            if symbol not in known:
                raise ChoiceError(
                    f"the symbol {symbol!r} at {place} of the tape is not in the alphabet of "
                    f"{self.name}",
                    remedy=f"use {' '.join(self.alphabet)}",
                )
            found.append(known[symbol])
        if not found:
            raise ChoiceError(
                f"the tape of {self.name} is empty",
                remedy=f"write one blank, {self.alphabet[self.blank]!r}, to start on a blank tape",
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: verdict, steps done, state, the tape that is not blank, and the head.

    ``head`` counts from the first symbol of the tape at the start; ``first`` is the position of
    ``tape[0]``. An all-blank tape is empty.
    """

    halt: Halt
    steps: int
    state: int
    tape: tuple[int, ...]
    first: int
    head: int
    reason: str = ""


def reachable(machine: TuringMachine) -> frozenset[int]:
    """The states that rows lead to from the start, whatever is read."""
    targets: dict[int, set[int]] = {}
    for (state, _), action in machine.rows.items():
        targets.setdefault(state, set()).add(action.target)
    seen = {machine.start}
    waiting = [machine.start]
    while waiting:
        for target in targets.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return frozenset(seen)
