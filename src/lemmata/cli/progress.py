"""Live progress on stderr; silent, and free of rich's import, when stderr is no terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from lemmata.cli.descending import Descending
    from lemmata.cli.live_view import View
    from lemmata.contracts.attempts import Attempt, Budget
    from lemmata.provers import Prover


class Progress(Protocol):
    """What a command tells while it works."""

    def say(self, text: str) -> None:
        """What is being done now."""

    def advance(self) -> None:
        """One of the things to do is done."""


class Search(Progress, Protocol):
    """What a compilation tells besides; ``say`` is of another file or function."""

    def asks(self, function: str, doing: str) -> None:
        """A gate, a prover or a generator is asked; of the function before where none is named."""

    def judged(self, attempt: "Attempt") -> None:
        """An attempt was judged."""

    def watched(self, provers: "Sequence[Prover]") -> "tuple[Prover, ...]":
        """The provers, telling when they are asked."""


class Silence:
    """Progress that nobody watches."""

    def say(self, text: str) -> None:
        """Nothing."""

    def advance(self) -> None:
        """Nothing."""

    def asks(self, function: str, doing: str) -> None:
        """Nothing."""

    def judged(self, attempt: "Attempt") -> None:
        """Nothing."""

    def watched(self, provers: "Sequence[Prover]") -> "tuple[Prover, ...]":
        """The provers themselves."""
        return tuple(provers)


class Drawn:
    """A search that a view draws."""

    def __init__(self, search: "Descending", view: "View") -> None:
        self._search, self._view = search, view

    def say(self, text: str) -> None:
        """Another file or function is begun."""
        self._search.begin(text)

    def advance(self) -> None:
        """It is done."""
        self._view.done += 1

    def asks(self, function: str, doing: str) -> None:
        """To the search."""
        self._search.asks(function, doing)

    def judged(self, attempt: "Attempt") -> None:
        """To the search."""
        self._search.judged(attempt)

    def watched(self, provers: "Sequence[Prover]") -> "tuple[Prover, ...]":
        """Each in a shell that tells."""
        shell = import_module("lemmata.cli.descending").Watched
        return tuple(shell(prover, self._search.asks) for prover in provers)


@contextmanager
def watch(total: int) -> Iterator[Progress]:
    """Progress over ``total`` things: a bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield Silence()
        return
    with import_module("lemmata.cli.progress_bar").bar(total) as progress:
        yield cast(Progress, progress)


@contextmanager
def watch_search(
    total: int, budget: "Budget", spent: Callable[[], float], *, is_shared: bool = False
) -> Iterator[Search]:
    """A compilation of ``total`` files or functions: a live view on a terminal, silence elsewhere.

    ``budget`` is what each task may spend, ``spent`` reads the CPU seconds that are spent so far.
    Where an editor has the terminal (``is_shared``), nothing is drawn.
    """
    if is_shared or not sys.stderr.isatty():
        yield Silence()
        return
    search = import_module("lemmata.cli.descending").Descending(budget, spent)
    with import_module("lemmata.cli.live_view").live(search, total) as view:
        yield Drawn(search, view)
