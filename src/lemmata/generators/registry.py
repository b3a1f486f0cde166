"""Generators by name. Ours come through the same door as a stranger's: ``module:attribute``."""

import importlib
import sys

from lemmata.contracts.errors import ChoiceError, ToolError
from lemmata.generators.protocol import Generator

ENTRY_POINT_GROUP = "lemmata.generators"

BUILT_IN = {"synth": "lemmata.generators.synth:GENERATOR"}
"""Identical to the entry points of this package, so that built-ins need no metadata lookup."""


def generator(name: str) -> Generator:
    """The generator of that name: built in, or an entry point of an installed package.

    Raises:
        ChoiceError: nobody offers it.
        ToolError: what is offered cannot be imported or is no generator.
    """
    door = BUILT_IN.get(name) or _strangers().get(name)
    if door is None:
        known = ", ".join(available())
        raise ChoiceError(f"no generator {name!r}", remedy=f"choose one of {known}")
    return _opened(name, door)


def available() -> tuple[str, ...]:
    """The names that can be chosen, sorted."""
    return tuple(sorted({**_strangers(), **BUILT_IN}))


def _strangers() -> dict[str, str]:
    """Doors of installed packages; read only when a name is not built in, as it is slow."""
    metadata = importlib.import_module("importlib.metadata")
    return {point.name: point.value for point in metadata.entry_points(group=ENTRY_POINT_GROUP)}


def _opened(name: str, door: str) -> Generator:
    module, _, attribute = door.partition(":")
    try:
        importlib.import_module(module)
        found = getattr(sys.modules[module], attribute)
    except (ImportError, AttributeError) as fault:
        raise ToolError(
            f"generator {name!r} cannot be loaded from {door!r}: {fault}",
            remedy="reinstall the package that offers it",
        ) from fault
    if not isinstance(found, Generator):
        raise ToolError(
            f"generator {name!r} at {door!r} is no generator",
            remedy="it needs a `name` and `propose(request, budget)`",
        )
    return found
