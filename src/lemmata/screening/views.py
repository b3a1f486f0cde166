"""A text as one layer shows it, with the way back to the original's offsets."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """Some text, and for each of its characters the span of the original that it stands for.

    ``starts`` and ``ends`` are parallel to ``text``; without them the view is the original from
    ``base`` on. Where ``is_piece`` is set every character stands for all of ``base`` to ``limit``:
    nothing finer can be said of a decoded text.
    """

    text: str
    base: int = 0
    limit: int = 0
    is_piece: bool = False
    starts: "array[int] | None" = None
    ends: "array[int] | None" = None
    via: tuple[str, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span behind ``text[start:end]``."""
        if self.is_piece:
            return self.base, self.limit
        if self.starts is None or self.ends is None:
            return self.base + start, self.base + end
        if start >= len(self.starts):
            return self.limit, self.limit
        return self.starts[start], max(self.ends[start], self.ends[max(start, end - 1)])

    def piece(self, text: str, start: int, end: int, layer: str) -> "View":
        """A decoded text that stands for a span of this view."""
        base, limit = self.span(start, end)
        return View(text, base, limit, is_piece=True, via=(*self.via, layer))

    def rewritten(self, pieces: Iterable[tuple[str, int, int]], layer: str | None = None) -> "View":
        """The view whose text is the pieces in order, each with the span here that it replaces."""
        texts: list[str] = []
        starts, ends = array("l"), array("l")
        for text, start, end in pieces:
            texts.append(text)
            base, limit = self.span(start, end)
            if len(text) == end - start and self.starts is not None and self.ends is not None:
                starts.extend(self.starts[start:end])
                ends.extend(self.ends[start:end])
            elif len(text) == end - start and not self.is_piece:
                starts.extend(range(base, limit))
                ends.extend(range(base + 1, limit + 1))
            else:
                starts.extend([base] * len(text))
                ends.extend([limit] * len(text))
        via = self.via if layer is None else (*self.via, layer)
        joined = "".join(texts)
        if self.is_piece:
            return View(joined, self.base, self.limit, is_piece=True, via=via)
        return View(joined, self.base, self.limit, starts=starts, ends=ends, via=via)


def whole(text: str) -> View:
    """The original itself."""
    return View(text, 0, len(text))


def substituted(
    view: View, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], layer: str
) -> View | None:
    """The view with each match replaced; None where nothing changes."""
    changed = False

    def pieces() -> Iterator[tuple[str, int, int]]:
        nonlocal changed
        done = 0
        for found in pattern.finditer(view.text):
            new = replace(found)
            if new == found[0]:
                continue
            changed = True
            if done < found.start():
                yield view.text[done : found.start()], done, found.start()
            yield new, found.start(), found.end()
            done = found.end()
        if done < len(view.text):
            yield view.text[done:], done, len(view.text)

    made = view.rewritten(pieces(), layer)
    return made if changed else None


class Lines:
    """Lines and columns of offsets, both from 1; only a line feed ends a line."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_left(self._ends, offset)
        return line + 1, offset - (self._ends[line - 1] + 1 if line else 0) + 1
