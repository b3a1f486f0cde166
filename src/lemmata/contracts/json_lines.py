"""JSON lines of unknown origin, read strictly: one object a line, no key twice, no NaN."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, cast

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError, FileError, Place


def read_lines(path: Path, what: str, most_mib: int, too_large: str, unreadable: str) -> str:
    """The text of a file of JSON lines.

    Args:
        path: the file.
        what: what it is, for errors.
        most_mib: how large it may be.
        too_large: what to do about a larger one.
        unreadable: what to do where it cannot be read.

    Raises:
        FileError: missing, unreadable, too large or not UTF-8.
    """
    where = Place(str(path))
    try:
        if path.stat().st_size > most_mib << 20:
            raise FileError(f"larger than {most_mib} MiB", place=where, remedy=too_large)
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise FileError(
            f"not UTF-8 at byte {error.start}", place=where, remedy="save it as UTF-8"
        ) from error
    except OSError as error:
        raise FileError(
            f"{what} cannot be read: {error.strerror or error}", place=where, remedy=unreadable
        ) from error


def objects(text: str, path: str, example: str) -> Iterator[tuple[Place, dict[str, Json]]]:
    """Each object with the line where it stands; empty lines are passed over.

    Args:
        text: the lines.
        path: where they come from, for errors.
        example: how an object may begin, for the remedy.

    Raises:
        DataError: a line that is not JSON or no object, a key that comes twice, NaN, Infinity.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            where = Place(path, number)
            yield where, _object(line, where, example)


def _object(line: str, where: Place, example: str) -> dict[str, Json]:
    try:
        found = json.loads(line, parse_constant=_refuse, object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise DataError(f"not JSON: {error}", place=where, remedy="write one object") from error
    if not isinstance(found, dict):
        raise DataError("a row is no object", place=where, remedy=f"write {example}")
    return cast("dict[str, Json]", found)


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _distinct(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(n for n in names if names.count(n) > 1)!r} comes twice")
    return found
