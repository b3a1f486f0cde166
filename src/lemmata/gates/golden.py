"""Golden sets: what a function must give, row by row, as JSON lines.

    {"input": {"cents": 250}, "expected": {"fee": 3}}
    {"input": {"cents": -1}, "raises": "ValueError", "split": "held-out"}

``split`` is ``train`` or ``held-out``; where a row does not say, a digest of its input does, so
that a row never changes sides.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError, Place
from lemmata.contracts.json_lines import objects, read_lines

Split = Literal["train", "held-out"]
SPLITS: tuple[Split, ...] = ("train", "held-out")
MOST_MIB = 64
_KEYS = ("input", "expected", "raises", "split", "id")


@dataclass(frozen=True, slots=True)
class GoldenRow:
    """One row: arguments by name, and the value or the exception that is right.

    ``line`` counts from 1 in ``path``.
    """

    path: str
    line: int
    input: Mapping[str, Json]
    split: Split
    expected: Json = None
    raises: str = ""

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.path, self.line)


def read_golden(path: Path, held_out: float) -> tuple[GoldenRow, ...]:
    """The rows of a golden set; of those that name no split, a share of ``held_out`` is held out.

    Raises:
        FileError: missing, unreadable, larger than 64 MiB or not UTF-8.
        DataError: a line that is no such row, two rows of one input, or no row at all.
    """
    text = read_lines(
        path,
        "the golden set",
        MOST_MIB,
        "split the golden set",
        "correct `golden` in the policy, or name a file by --golden",
    )
    rows = list(_rows(text, str(path), held_out))
    if not rows:
        raise DataError("no row", place=Place(str(path)), remedy="write one JSON object a line")
    known: dict[str, int] = {}
    for row in rows:
        given = json.dumps(row.input, sort_keys=True)
        if given in known:
            raise DataError(
                f"the same input as line {known[given]}",
                place=row.place,
                remedy="keep one of the two, so that no row is in two splits",
            )
        known[given] = row.line
    return tuple(rows)


def _rows(text: str, path: str, held_out: float) -> Iterator[GoldenRow]:
    for where, data in objects(text, path, '{"input": …}'):
        yield _row(data, where, held_out)


def _row(data: Mapping[str, Json], where: Place, held_out: float) -> GoldenRow:
    def fault(what: str, remedy: str) -> DataError:
        return DataError(what, place=where, remedy=remedy)

    for key in data:
        if key not in _KEYS:
            raise fault(f"unknown field {key!r}", f"known: {', '.join(_KEYS)}")
    given = data.get("input")
    if not isinstance(given, dict):
        raise fault("`input` is missing or no object", "give the arguments by name")
    if ("expected" in data) == ("raises" in data):
        raise fault("neither or both of `expected` and `raises`", "give exactly one of them")
    raises, split = data.get("raises", ""), data.get("split")
    if not isinstance(raises, str) or ("raises" in data and not raises.isidentifier()):
        raise fault(f"`raises` is {raises!r}", "name an exception's class")
    if split is None:
        split = split_of(given, held_out)
    if split not in SPLITS:
        raise fault(f"`split` is {split!r}", "write train or held-out")
    return GoldenRow(where.path, where.line, given, split, data.get("expected"), raises)


def split_of(given: Mapping[str, Json], held_out: float) -> Split:
    """The split of an input that names none: by its digest, so that it never changes sides."""
    text = json.dumps(given, sort_keys=True, separators=(",", ":"))
    drawn = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / (1 << 64)
    return "held-out" if drawn < held_out else "train"
