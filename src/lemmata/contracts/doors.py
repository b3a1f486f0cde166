"""Plug-ins by name. Ours come through the same door as a stranger's: ``module:attribute``."""

import importlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeGuard, TypeVar

from lemmata.contracts.errors import ChoiceError, ToolError

P = TypeVar("P")


@dataclass(frozen=True)
class Doors(Generic[P]):
    """Plug-ins of one kind.

    ``kind`` names it in errors and ``group`` is its entry-point group. ``built_in`` maps names to
    doors, identical to this package's entry points, so that built-ins need no metadata lookup.
    ``is_one`` tells a plug-in of the kind, and ``needs`` says what one must have.
    """

    kind: str
    group: str
    built_in: Mapping[str, str]
    is_one: Callable[[object], TypeGuard[P]]
    needs: str

    def open(self, name: str) -> P:
        """The plug-in of that name: built in, or an entry point of an installed package.

        Raises:
            ChoiceError: nobody offers it.
            ToolError: what is offered cannot be imported or is of another kind.
        """
        door = self.built_in.get(name) or self._strangers().get(name)
        if door is None:
            known = ", ".join(self.available())
            raise ChoiceError(f"no {self.kind} {name!r}", remedy=f"choose one of {known}")
        return self._opened(name, door)

    def available(self) -> tuple[str, ...]:
        """The names that can be chosen, sorted."""
        return tuple(sorted({**self._strangers(), **self.built_in}))

    def _strangers(self) -> dict[str, str]:
        """Doors of installed packages; read only when a name is not built in, as it is slow."""
        metadata = importlib.import_module("importlib.metadata")
        return {point.name: point.value for point in metadata.entry_points(group=self.group)}

    def _opened(self, name: str, door: str) -> P:
        module, _, attribute = door.partition(":")
        try:
            importlib.import_module(module)
            found = getattr(sys.modules[module], attribute)
        except (ImportError, AttributeError) as fault:
            raise ToolError(
                f"{self.kind} {name!r} cannot be loaded from {door!r}: {fault}",
                remedy="reinstall the package that offers it",
            ) from fault
        if not self.is_one(found):
            raise ToolError(
                f"{self.kind} {name!r} at {door!r} is no {self.kind}", remedy=self.needs
            )
        return found
