"""Reads what the documents claim: code spans, links, and blocks that can be run.

The convention: a block marked ``console`` holds lines that begin with ``$ `` and, under each,
what it prints; ``…`` stands for anything, also for several lines. A block marked
``python file=NAME`` is written to NAME; one marked ``python`` is run. The blocks of a document
run in order, in a folder of their own that holds a copy of `examples/`. Blocks with another mark
are shown and not run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.repository.checkout import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its mark, its text, and the line where it begins."""

    mark: str
    text: str
    line: int


def blocks(document: Path) -> Iterator[Block]:
    """The fenced blocks, in order."""
    text = document.read_text()
    for found in re.finditer(r"^```([^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Block(found[1].strip(), found[2], text.count("\n", 0, found.start()) + 2)


def prose(document: Path) -> str:
    """The document without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)


def spans(document: Path) -> list[str]:
    """The code spans of the prose."""
    return re.findall(r"`([^`\n]+)`", prose(document))


def shown_commands(document: Path) -> list[str]:
    """Every command that the document shows, in spans and in blocks."""
    lines = [
        line.removeprefix("$ ")
        for block in blocks(document)
        if block.mark in ("console", "sh")
        for line in block.text.splitlines()
        if block.mark == "sh" or line.startswith("$ ")
    ]
    return [*spans(document), *lines]


def steps(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it is said to print."""
    found: list[tuple[str, str]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif found:
            command, output = found[-1]
            found[-1] = command, f"{output}{line}\n"
    return found


def agrees(claimed: str, printed: str) -> bool:
    """Whether the output is as claimed, where ``…`` stands for anything."""
    pieces = [re.escape(piece) for piece in claimed.strip().split("…")]
    return re.fullmatch(".*".join(pieces), printed.strip(), re.DOTALL) is not None
