"""Chains of cells: joined and turned around, nothing is lost."""

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


def total(chain: Cell | None) -> int:
    """The sum of the numbers."""
    return 0 if chain is None else chain.head + total(chain.rest)


@ensure(lambda first, second, result: length(result) == length(first) + length(second))
@ensure(lambda first, second, result: total(result) == total(first) + total(second))
def joined(first: Cell | None, second: Cell | None) -> Cell | None:
    """The cells of both, in their order."""
    if first is None:
        return second
    return Cell(first.head, joined(first.rest, second))


@ensure(lambda chain, done, result: length(result) == length(chain) + length(done))
@ensure(lambda chain, done, result: total(result) == total(chain) + total(done))
def turned_onto(chain: Cell | None, done: Cell | None) -> Cell | None:
    """The cells of the chain in the opposite order, then those that are done."""
    if chain is None:
        return done
    return turned_onto(chain.rest, Cell(chain.head, done))


@ensure(lambda chain, result: length(result) == length(chain))
@ensure(lambda chain, result: total(result) == total(chain))
def turned(chain: Cell | None) -> Cell | None:
    """The cells in the opposite order."""
    return turned_onto(chain, None)


@ensure(lambda chain, result: length(result) == length(chain))
@ensure(lambda chain, by, result: total(result) == total(chain) + by * length(chain))
def raised(chain: Cell | None, by: int) -> Cell | None:
    """Every number with something added."""
    return None if chain is None else Cell(chain.head + by, raised(chain.rest, by))


@ensure(lambda chain, result: result == total(chain))
def summed(chain: Cell | None) -> int:
    """The sum of the numbers, by a loop down the chain."""
    amount = 0
    while chain is not None:
        amount += chain.head
        chain = chain.rest
    return amount


@ensure(lambda chain, result: length(result) == length(chain))
def turned_by_loop(chain: Cell | None) -> Cell | None:
    """The cells in the opposite order, moved one by one."""
    done: Cell | None = None
    while chain is not None:
        done = Cell(chain.head, done)
        chain = chain.rest
    return done
