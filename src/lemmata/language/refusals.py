"""Refusals: how the parser says that a construct is outside the provable language, and where."""

from typing import NamedTuple

from lemmata.contracts.errors import Place, UnsupportedError


class Site(NamedTuple):
    """A line being read; ``unbound`` names the variables that some path leaves unassigned."""

    path: str
    line: int
    unbound: frozenset[str] = frozenset()

    def refuse(self, construct: str, remedy: str = "") -> UnsupportedError:
        """The error that names ``construct`` at this line; the caller raises it."""
        message = f"{construct} is outside the provable language"
        return UnsupportedError(message, place=Place(self.path, self.line), remedy=remedy)
