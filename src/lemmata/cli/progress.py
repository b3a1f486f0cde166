"""Live progress on stderr; silent, and free of rich's import, when stderr is no terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Protocol, cast


class Progress(Protocol):
    """What a command tells while it works."""

    def say(self, text: str) -> None:
        """What is being done now."""

    def advance(self) -> None:
        """One of the things to do is done."""


class Silence:
    """Progress that nobody watches."""

    def say(self, text: str) -> None:
        """Nothing."""

    def advance(self) -> None:
        """Nothing."""


@contextmanager
def watch(total: int) -> Iterator[Progress]:
    """Progress over ``total`` things: a bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield Silence()
        return
    with import_module("lemmata.cli.progress_bar").bar(total) as progress:
        yield cast(Progress, progress)
