"""Provers by name. Ours come through the same door as a stranger's: ``module:attribute``."""

import importlib
import sys
from collections.abc import Sequence

from lemmata.contracts.errors import ChoiceError, ToolError
from lemmata.provers.protocol import Prover

ENTRY_POINT_GROUP = "lemmata.provers"

BUILT_IN = {
    "exhaustive": "lemmata.provers.exhaustive:PROVER",
    "small_scope": "lemmata.provers.small_scope:PROVER",
    "smt": "lemmata.provers.smt:PROVER",
}
"""Identical to the entry points of this package, in the order in which they are asked."""


def prover(name: str) -> Prover:
    """The prover of that name: built in, or an entry point of an installed package.

    Raises:
        ChoiceError: nobody offers it.
        ToolError: what is offered cannot be imported or is no prover.
    """
    door = BUILT_IN.get(name) or _strangers().get(name)
    if door is None:
        known = ", ".join(available())
        raise ChoiceError(f"no prover {name!r}", remedy=f"choose one of {known}")
    return _opened(name, door)


def chosen(names: Sequence[str] = ()) -> tuple[Prover, ...]:
    """The provers of these names in the order of asking; without names, the built-in ones.

    Raises: as `prover`.
    """
    order = list(BUILT_IN)
    wanted = sorted(
        dict.fromkeys(names) or order,
        key=lambda name: order.index(name) if name in order else len(order),
    )
    return tuple(prover(name) for name in wanted)


def available() -> tuple[str, ...]:
    """The names that can be chosen, sorted."""
    return tuple(sorted({**_strangers(), **BUILT_IN}))


def _strangers() -> dict[str, str]:
    """Doors of installed packages; read only when a name is not built in, as it is slow."""
    metadata = importlib.import_module("importlib.metadata")
    return {point.name: point.value for point in metadata.entry_points(group=ENTRY_POINT_GROUP)}


def _opened(name: str, door: str) -> Prover:
    module, _, attribute = door.partition(":")
    try:
        importlib.import_module(module)
        found = getattr(sys.modules[module], attribute)
    except (ImportError, AttributeError) as fault:
        raise ToolError(
            f"prover {name!r} cannot be loaded from {door!r}: {fault}",
            remedy="reinstall the package that offers it",
        ) from fault
    if not isinstance(found, Prover):
        raise ToolError(
            f"prover {name!r} at {door!r} is no prover",
            remedy="it needs a `name` and `ask(question, limits)`",
        )
    return found
