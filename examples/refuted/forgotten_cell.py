"""A chain of cells: turned around, its last cell is forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from icontract import ensure


@dataclass(frozen=True)
class Cell:
    """A number and what follows."""

    head: int
    rest: Cell | None = None


def length(chain: Cell | None) -> int:
    """How many cells there are."""
    return 0 if chain is None else 1 + length(chain.rest)


@ensure(lambda chain, done, result: length(result) == length(chain) + length(done))
def turned_onto(chain: Cell | None, done: Cell | None) -> Cell | None:
    """The cells of the chain in the opposite order, then those that are done."""
    if chain is None or chain.rest is None:
        return done
    return turned_onto(chain.rest, Cell(chain.head, done))
