"""Python as a reader sees it: numbered, lightly coloured, and compared line by line."""

import keyword
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from lemmata.report.markup import Html, element, joined, text

MOST_LINES = 200
MOST_WIDE = 400
CONTEXT = 3
_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<quotes>[rbuf]{0,2}(?:\"{3}|'{3}))"
    r"|(?P<string>[rbuf]{0,2}(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"))"
    r"|(?P<decorator>^\s*@[\w.]+)"
    r"|(?P<number>\b\d[\w.]*)"
    r"|(?P<word>[^\W\d]\w*)"
)


def listing(source: str, label: str) -> Html:
    """The text with line numbers; long ones are cut, and say so."""
    lines = source.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    rows = [_row("", str(number), line) for number, line in enumerate(lines[:MOST_LINES], 1)]
    return _box([*rows, *_cut(len(lines))], label)


def comparison(old: str, new: str, label: str) -> Html:
    """What became of ``old`` in ``new``, with some lines around each change."""
    before, after = old.rstrip("\n").split("\n"), new.rstrip("\n").split("\n")
    longest = max(len(before), len(after))
    rows = [*_changes(before[:MOST_LINES], after[:MOST_LINES])]
    if not rows:
        rows = [element("span", "no line differs", class_="gap")]
    return _box([*rows, *_cut(longest)], label)


def _changes(before: list[str], after: list[str]) -> Iterator[Html]:
    matcher = SequenceMatcher(None, before, after)
    for number, group in enumerate(matcher.get_grouped_opcodes(CONTEXT)):
        if number:
            yield element("span", "⋯", class_="gap")
        for tag, first, last, start, end in group:
            if tag == "equal":
                for line, place in zip(after[start:end], range(start + 1, end + 1), strict=True):
                    yield _row("", str(place), line)
                continue
            for line in before[first:last]:
                yield _row("del", "−", line)
            for line in after[start:end]:
                yield _row("ins", "+", line)


def _cut(count: int) -> list[Html]:
    if count <= MOST_LINES:
        return []
    left = f"… cut here: {count - MOST_LINES:,} more lines"
    return [element("span", left, class_="gap cut")]


def _row(tag: str, mark: str, line: str) -> Html:
    gutter = element("span", mark, class_="gutter")
    return element(tag or "span", gutter, coloured(line), class_="line")


def _box(rows: list[Html], label: str) -> Html:
    inside = element("code", *rows)
    return element("pre", inside, class_="listing", tabindex="0", aria_label=label)


def coloured(line: str) -> Html:
    """One line with its words, strings and comments told apart; the text decides nothing else."""
    kept, parts, end = line[:MOST_WIDE], [], 0
    for found in _TOKEN.finditer(kept):
        parts.append(text(kept[end : found.start()]))
        parts.append(_token(found))
        end = found.end()
    parts.append(text(kept[end:]))
    if len(line) > MOST_WIDE:
        left = f"… cut here: {len(line) - MOST_WIDE:,} more characters"
        parts.append(element("span", left, class_="cut"))
    return joined(parts)


def _token(found: re.Match[str]) -> Html:
    kind = str(found.lastgroup)
    shown = text(found[0])
    if kind == "word":
        return element("b", shown) if keyword.iskeyword(found[0]) else shown
    return element("span", shown, class_="string" if kind == "quotes" else kind)
