"""What a fold runs over: a body at each place, and the terms on which it depends."""

import re
from typing import NamedTuple

from lemmata.obligations.smtlib import Term, apply, choose
from lemmata.obligations.theory import replaced

PLACE = "k"


class Shape(NamedTuple):
    """A fold's body in normal form, over the place `k` and its parameters `p.N`.

    ``element`` has sort ``sort``; it counts where ``tests`` is true. Equal bodies of different
    texts have one shape, so that what a contract says of a list and what a loop says meet.
    """

    kind: str
    sorts: tuple[str, ...]
    element: Term
    tests: Term
    sort: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(f"p.{number}" for number in range(len(self.sorts)))

    def variables(self, prefix: str = "p") -> tuple[tuple[str, str], ...]:
        """The parameters as variables of a law."""
        return tuple((f"{prefix}.{number}", sort) for number, sort in enumerate(self.sorts))

    def at(self, text: Term, place: Term, prefix: str = "p") -> Term:
        """Element or tests at a place, perhaps of other parameters."""
        names = {PLACE: place}
        if prefix != "p":
            names |= {f"p.{number}": f"{prefix}.{number}" for number in range(len(self.sorts))}
        return replaced(text, names)


class Items(NamedTuple):
    """A shape that looks at one list only, item by item: which parameter, and its sort."""

    parameter: int
    sort: str
    item: str

    def whole(self) -> Term:
        """The list."""
        return f"p.{self.parameter}"


def items_of(shape: Shape) -> Items | None:
    """The list whose items the body looks at one by one, if that is all it does."""
    for index, sort in enumerate(shape.sorts):
        if not sort.startswith("list."):
            continue
        here = f"(at.{sort} p.{index} {PLACE})"
        rest = f"{shape.element} {shape.tests}".replace(here, "")
        words = set(re.findall(r"[^\s()]+", rest))
        if here in f"{shape.element} {shape.tests}" and not words & {PLACE, f"p.{index}"}:
            return Items(index, sort, sort.removeprefix("list."))
    return None


def of_item(shape: Shape, items: Items, text: Term, item: Term) -> Term:
    """Element or tests of an item alone."""
    return text.replace(f"(at.{items.sort} p.{items.parameter} {PLACE})", item)


def counted(shape: Shape, zero: Term, place: Term, prefix: str = "p") -> Term:
    """The element where it is tested in, else ``zero``."""
    tests, element = shape.at(shape.tests, place, prefix), shape.at(shape.element, place, prefix)
    return choose(tests, element, zero)


def call(name: str, parameters: tuple[Term, ...], *rest: Term) -> Term:
    """A fold's function applied."""
    return apply(name, *parameters, *rest)
