"""Generators that ask generators: their options, their caps, and what each of them cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.verdicts import Cost
from lemmata.generators.protocol import Generator
from lemmata.generators.registry import generator, takes_options
from lemmata.generators.spending import Purse


@runtime_checkable
class Spending(Protocol):
    """A generator that pays somebody."""

    @property
    def purse(self) -> Purse:
        """What it may spend."""


def parts_of(names: Sequence[str], options: Mapping[str, str]) -> tuple[Generator, ...]:
    """The generators of these names, with the options that are for each.

    ``2.usd=1`` is for the second part; a bare ``usd=1`` for every part that takes options. What
    one of them spends counts against the caps of all.

    Raises:
        ChoiceError: nobody offers a part, or an option is for none.
        ToolError: a part cannot be loaded.
    """
    taken: set[str] = set()
    parts = []
    for at, name in enumerate(names, 1):
        own: dict[str, str] = {}
        for option, value in options.items():
            number, dot, rest = option.partition(".")
            if dot and number == str(at):
                own[rest] = value
                taken.add(option)
            elif not dot and takes_options(name):
                own.setdefault(option, value)
                taken.add(option)
        parts.append(generator(name, own))
    for option in options:
        if option not in taken:
            what = f"none of {', '.join(names)} takes the option {option!r}"
            raise ChoiceError(what, remedy="leave it out, or write 1.NAME=VALUE for the first part")
    share_purses(parts)
    return tuple(parts)


def share_purses(parts: Sequence[object]) -> None:
    """All that spend count what all spend: each still has caps and a price of its own."""
    purses = [part.purse for part in parts if isinstance(part, Spending)]
    for purse in purses[1:]:
        purse.account = purses[0].account


@dataclass(slots=True)
class Tally:
    """What each generator cost for one task, by its name, in the order they came."""

    costs: dict[str, Cost] = field(default_factory=dict)

    def add(self, name: str, cost: Cost) -> None:
        """Count a cost of the generator of that name."""
        self.costs[name] = self.costs.get(name, Cost()) + cost
