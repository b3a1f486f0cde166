"""`lemmata report`: a lemma, or the results of `compile` or `prove`, as one HTML file."""

import argparse
import json
import sys
from pathlib import Path
from typing import cast

from lemmata.cli.lemma_results import results_of_lemmas
from lemmata.cli.output import RESULTS_VERSION, ExitCode, print_json
from lemmata.cli.proof_shapes import read_shape
from lemmata.cli.shapes import OUTPUTS
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError, DataError, FileError, Place
from lemmata.report import Results, prepare, write_report

MOST_BYTES = 1 << 26
_REMEDY = "give what `lemmata compile --json` or `lemmata prove --json` printed"


def run(arguments: argparse.Namespace) -> ExitCode:
    """Write the page; a lemma is checked first, and one that does not hold gets none.

    Raises:
        InputError: the source is neither, or the file cannot be written.
        CertificateError: the lemma is broken or was changed.
    """
    source: Path = arguments.source
    file = arguments.output or _beside(source)
    prepare(file)
    if source.is_dir():
        results = results_of_lemmas(source, arguments.lemmas)
    else:
        results = read_results(source)
    write_report(file, results)
    every = ["tested" if one["tested"] else one["verdict"] for one in results["results"]]
    counts: dict[str, Json] = {word: every.count(word) for word in every}
    if arguments.json:
        print_json({"source": str(source), "report": str(file), "verdicts": counts})
    else:
        said = ", ".join(f"{count} {word}" for word, count in counts.items())
        print(f"{source}  {said or 'no function'}  -> {file}")
    return ExitCode.DONE


def _beside(source: Path) -> Path:
    """The file of that name beside the source; never in a lemma, which it would break.

    Raises:
        ChoiceError: the source has no place.
    """
    if str(source) == "-":
        raise ChoiceError(
            "the standard input has no file beside it", remedy="name one: -o FILE.html"
        )
    return source.with_name(f"{source.absolute().stem}.html")


def read_results(source: Path) -> Results:
    """Results that a file holds, of whatever origin; ``-`` is the standard input.

    Raises:
        FileError: it cannot be read, or has more than 64 MiB.
        DataError: it is not what `compile --json` or `prove --json` prints.
    """
    where = Place(str(source))
    try:
        if str(source) == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with source.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileError(
            f"it cannot be read: {error.strerror or error}",
            place=where,
            remedy="check path and permissions",
        ) from error
    if len(data) > MOST_BYTES:
        raise FileError("more than 64 MiB", place=where, remedy="judge fewer functions at once")
    is_compiled = b'"history"' in data
    model = OUTPUTS["compile" if is_compiled else "prove"]
    try:
        return cast(Results, read_shape(model, data))
    except DataError as error:
        raise DataError(_told(data) or error.message, place=where, remedy=_REMEDY) from error


def _told(data: bytes) -> str:
    """Why the file as a whole is none; nothing where its fields say so better."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return "it is no JSON"
    version = body.get("version") if isinstance(body, dict) else None
    if isinstance(version, int) and version != RESULTS_VERSION:
        return f"its results are of version {version}, and this lemmata reads {RESULTS_VERSION}"
    return ""
