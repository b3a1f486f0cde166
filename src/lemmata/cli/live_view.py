"""The live view of a search on a terminal: rich, which honours NO_COLOR and leaves nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from lemmata.cli.descending import BARS, Descending

_TIMES_A_SECOND = 4


class View:
    """Drawn anew a few times a second, in lines that fit the terminal."""

    def __init__(self, search: Descending, total: int) -> None:
        self._search, self._total, self.done = search, total, 0

    def __rich__(self) -> RenderableType:
        """What stands there now."""
        shown = [_coloured(line) for line in self._search.lines()]
        if self._total > 1:
            shown.append(Text(f"{self.done} of {self._total} files and functions done", "dim"))
        return Group(*shown)


def _coloured(line: str) -> Text:
    """Lines are somebody's text: nothing in them is markup."""
    text = Text(line, no_wrap=True, overflow="ellipsis")
    if line[:1] in BARS:
        text.stylize("bold cyan", 0, len(line) - len(line.lstrip(BARS)))
    elif line.startswith("left: "):
        text.stylize("dim")
    return text


@contextmanager
def live(search: Descending, total: int) -> Iterator[View]:
    """A view on stderr that goes when the work is done; stdout stays where it leads."""
    view = View(search, total)
    with Live(
        view,
        console=Console(stderr=True, highlight=False),
        refresh_per_second=_TIMES_A_SECOND,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    ):
        yield view
