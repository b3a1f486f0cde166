"""Who looks on while a generator works: told how far it is, and able to call it off."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Watch(Protocol):
    """Threads may share one."""

    def tell(self, text: str) -> None:
        """What is going on now, in a few words; for progress, never for results."""

    @property
    def is_over(self) -> bool:
        """Whether nobody waits any more: what is on its way is ended, what it cost is counted."""


class Unwatched:
    """Nobody looks on."""

    def tell(self, text: str) -> None:
        """Nothing."""

    @property
    def is_over(self) -> bool:
        """Never."""
        return False


UNWATCHED = Unwatched()


@dataclass(slots=True)
class Telling:
    """Hands progress to a function, and ends when it is told to."""

    say: Callable[[str], None]
    _over: threading.Event = field(default_factory=threading.Event)

    def tell(self, text: str) -> None:
        """To the function."""
        self.say(text)

    @property
    def is_over(self) -> bool:
        """Whether `end` was called."""
        return self._over.is_set()

    def end(self) -> None:
        """Nobody waits any more."""
        self._over.set()


@dataclass(slots=True)
class Under:
    """One of several under a watch of their own: over with it, or when all of them are ended.

    Its words go through with ``label`` before them.
    """

    above: Watch
    label: str = ""
    _over: threading.Event = field(default_factory=threading.Event)

    def tell(self, text: str) -> None:
        """To the watch above."""
        self.above.tell(f"{self.label}{text}")

    @property
    def is_over(self) -> bool:
        """Whether this one or the one above is."""
        return self._over.is_set() or self.above.is_over

    def end(self) -> None:
        """Nobody waits for these any more."""
        self._over.set()
