"""Generators by name, and families of them by name and argument."""

from collections.abc import Mapping
from typing import TypeAlias, TypeGuard

from lemmata.contracts.doors import Doors
from lemmata.contracts.errors import ChoiceError
from lemmata.generators.protocol import Family, Generator

ENTRY_POINT_GROUP = "lemmata.generators"

BUILT_IN = {
    "synth": "lemmata.generators.synth:GENERATOR",
    "best": "lemmata.generators.best:FAMILY",
    "cascade": "lemmata.generators.cascade:FAMILY",
    "sketch": "lemmata.sketching.family:FAMILY",
    "recorded": "lemmata.generators.recorded:FAMILY",
    "hand": "lemmata.generators.hand:FAMILY",
    "model": "lemmata.generators.model:FAMILY",
}

_Offered: TypeAlias = Generator | Family


def _is_offered(found: object) -> TypeGuard[_Offered]:
    return isinstance(found, Generator | Family)


_DOORS: Doors[_Offered] = Doors(
    "generator",
    ENTRY_POINT_GROUP,
    BUILT_IN,
    _is_offered,
    "it needs a `name` and `propose(request, budget)`, or `configured(argument, options)`",
)


def generator(name: str, options: Mapping[str, str] | None = None) -> Generator:
    """The generator of that name; ``word:argument`` and ``options`` are for families.

    Raises:
        ChoiceError: as `Doors.open`; an argument or an option that the generator does not take.
        ToolError: as `Doors.open`.
    """
    word, colon, argument = name.partition(":")
    found = _DOORS.open(word)
    if isinstance(found, Family):
        return found.configured(argument, options or {})
    if colon or options:
        what = f"the argument {argument!r}" if colon else f"the option {next(iter(options or {}))}"
        raise ChoiceError(f"generator {word!r} takes no {what}", remedy=f"write {word} alone")
    return found


def takes_options(name: str) -> bool:
    """Whether the generator of that name comes from a family, which may take options.

    Raises: as `Doors.open`.
    """
    return isinstance(_DOORS.open(name.partition(":")[0]), Family)


def refuse_options(word: str, options: Mapping[str, str], known: tuple[str, ...] = ()) -> None:
    """An option that a family does not have is an error.

    Raises:
        ChoiceError: it names the option and those that there are.
    """
    for name in options:
        if name not in known:
            remedy = f"choose among {', '.join(known)}" if known else "leave it out"
            raise ChoiceError(f"generator {word!r} has no option {name!r}", remedy=remedy)


def available() -> tuple[str, ...]:
    """The names that can be chosen, sorted."""
    return _DOORS.available()
