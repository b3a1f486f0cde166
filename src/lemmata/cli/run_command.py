"""`lemmata run`: a lemma over rows of JSON, guarded, deterministic, zero tokens."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from lemmata.artifacts import LoadedLemma, open_lemma
from lemmata.cli.output import ExitCode, need_folder, print_json
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError, FileError, GuardError, LimitError, Place

_ROW_CHARACTERS = 1 << 20


def run(arguments: argparse.Namespace) -> ExitCode:
    """Run every row; a row outside the precondition is refused by name, the others still run."""
    need_folder(arguments.lemma)
    lemma = open_lemma(arguments.lemma, guard=True)
    rows: list[Json] = []
    refused = False
    for number, data in read_rows(arguments.input):
        row = answer(lemma, number, data)
        refused = refused or "error" in row
        if arguments.json:
            rows.append(row)
        else:
            print(json.dumps(row, ensure_ascii=False))
    if arguments.json:
        print_json({"lemma": str(arguments.lemma), "results": rows})
    return ExitCode.REFUTED if refused else ExitCode.DONE


def answer(lemma: LoadedLemma, number: int, data: Json) -> dict[str, Json]:
    """The result of one row, or the reason why the guard refused it."""
    if not isinstance(data, dict):
        return {"row": number, "error": f"expected an object of arguments, got {data!r:.80}"}
    try:
        return {"row": number, "result": lemma.call_json(data)}
    except (DataError, GuardError, LimitError) as error:
        return {"row": number, "error": str(error)}


def read_rows(path: Path) -> Iterator[tuple[int, Json]]:
    """The rows of a JSONL file with their line numbers; blank lines are skipped.

    Raises:
        FileError: the file cannot be read, or is not UTF-8.
        DataError: a line is not JSON.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, parse_row(path, number, line)
    except OSError as error:
        raise FileError(
            f"cannot read the input: {error.strerror}", place=Place(str(path))
        ) from error
    except UnicodeDecodeError as error:
        raise FileError(
            f"the input is not UTF-8 (byte {error.start})", place=Place(str(path))
        ) from error


def parse_row(path: Path, number: int, line: str) -> Json:
    """One line as JSON.

    Raises:
        DataError: it is not, or is longer than a million characters.
    """
    place = Place(str(path), number)
    if len(line) > _ROW_CHARACTERS:
        raise DataError(
            f"a row of {len(line)} characters; the limit is {_ROW_CHARACTERS}", place=place
        )
    try:
        return cast(Json, json.loads(line))
    except RecursionError as error:
        raise DataError("a row nested too deeply to be read", place=place) from error
    except ValueError as error:
        raise DataError(
            f"not JSON: {error}", place=place, remedy="write one object of arguments a line"
        ) from error
