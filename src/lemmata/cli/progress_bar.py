"""The bar itself: rich, which honours NO_COLOR and removes the bar at the end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


class Bar:
    """One task of a rich progress display."""

    def __init__(self, display: RichProgress, total: int) -> None:
        self._display = display
        self._task = display.add_task("", total=total)

    def say(self, text: str) -> None:
        """Show what is being done now."""
        self._display.update(self._task, description=text)

    def advance(self) -> None:
        """Count one thing as done."""
        self._display.advance(self._task)


@contextmanager
def bar(total: int) -> Iterator[Bar]:
    """A transient bar on stderr over ``total`` things."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with RichProgress(
        *columns,
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # results go where stdout leads, a file or a pipe
    ) as display:
        yield Bar(display, total)
