"""`lemmata run`: a lemma over rows of JSON, guarded, deterministic, zero tokens."""

import argparse
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import cast

from lemmata.artifacts import LoadedLemma, open_lemma
from lemmata.cli.output import ExitCode, need_folder, print_json
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError, FileError, GuardError, LimitError, Place
from lemmata.evidence.chain import says_tested

_ROW_CHARACTERS = 1 << 20
_TOGETHER = 256


def run(arguments: argparse.Namespace) -> ExitCode:
    """Run every row; a row outside the precondition is refused by name, the others still run."""
    need_folder(arguments.lemma)
    is_tested = says_tested(arguments.lemma)
    if is_tested:
        print(f"note: {arguments.lemma} is only tested; it runs in the sandbox", file=sys.stderr)
    rows: list[Json] = []
    refused = False
    for row in (answers_tested if is_tested else answers)(arguments.lemma, arguments.input):
        refused = refused or "error" in row
        if arguments.json:
            rows.append(row)
        else:
            print(json.dumps(row, ensure_ascii=False))
    if arguments.json:
        strength = "tested" if is_tested else "proved"
        print_json({"lemma": str(arguments.lemma), "strength": strength, "results": rows})
    return ExitCode.REFUTED if refused else ExitCode.DONE


def answers(folder: Path, file: Path) -> Iterator[dict[str, Json]]:
    """The answers of a proved lemma, one row after the other."""
    lemma = open_lemma(folder, guard=True)
    return (answer(lemma, number, data) for number, data in read_rows(file))


def answers_tested(folder: Path, file: Path) -> Iterator[dict[str, Json]]:
    """The answers of a lemma that is only tested, some rows at a time, from the sandbox."""
    room = import_module("lemmata.gates.tested_running")
    with import_module("lemmata.gates.toolbox").Toolbox() as box:
        runner = room.TrialRunner.of(folder, box.tools())
        rows = read_rows(file)
        while part := list(islice(rows, _TOGETHER)):
            given = [data for _, data in part if isinstance(data, dict)]
            said = iter(runner.answers(given))
            for number, data in part:
                kind, value = next(said) if isinstance(data, dict) else no_object(data)
                yield {"row": number, kind: value}


def no_object(data: Json) -> tuple[str, Json]:
    """The answer to a row that is no object."""
    return "error", f"expected an object of arguments, got {data!r:.80}"


def answer(lemma: LoadedLemma, number: int, data: Json) -> dict[str, Json]:
    """The result of one row, or the reason why the guard refused it."""
    if not isinstance(data, dict):
        return {"row": number, "error": no_object(data)[1]}
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
