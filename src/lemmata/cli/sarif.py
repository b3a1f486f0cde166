"""SARIF 2.1.0: what code hosts read and show beside the lines it speaks of."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lemmata import __version__
from lemmata.cli.output import describe, judgement_json, remarks
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import FileError, LemmataError, Place
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.contracts.whole_files import write_whole

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
RULES = {
    "refuted": ("error", "An input breaks the contract; it was replayed in CPython."),
    "unknown": ("warning", "Neither a proof nor a counterexample was found."),
    "tested": ("note", "Nobody proved it; it ran without a fault, and its policy accepts that."),
    "unsupported": ("note", "The function is outside the provable language."),
    "failed": ("warning", "A tool broke or two tools disagree; nothing is known."),
    "bad-input": ("error", "The file or a contract in it cannot be used."),
}
"""By the name after ``lemmata/``: level and meaning. What is proved is no result."""


class Judged(NamedTuple):
    """A judgement, and the file and line of its function."""

    path: Path
    line: int
    judgement: Judgement


class Told(NamedTuple):
    """What is said beside a line: the rule, the place (none: an empty path) and the message."""

    rule: str
    path: str
    line: int
    lines: tuple[str, ...]


def told(known: Judged) -> Told:
    """What is said of a function that is not proved, at the line of the conjunct or obligation."""
    judgement = known.judgement
    found, blocked = judgement.counterexample, judgement.blocked
    line = found.line if found else blocked.line if blocked else known.line
    text = f"{judgement.function}: {judgement.word}. {describe(judgement)}"
    lines = (text, *remarks(judgement))
    return Told(judgement.word, str(known.path), max(line, 1), lines)


def told_error(error: LemmataError) -> Told:
    """What is said of bad input."""
    place = error.place or Place("")
    hint = [f"remedy: {error.remedy}"] if error.remedy else []
    return Told("bad-input", place.path, max(place.line, 1), (error.message, *hint))


def write_sarif(file: Path, judged: Sequence[Judged], errors: Sequence[LemmataError]) -> None:
    """Write the log to the file, whole or not at all.

    Raises:
        FileError: the place cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(sarif_log(judged, errors), indent=1) + "\n"
        write_whole(file, text.encode())
    except OSError as error:
        raise FileError(
            f"cannot be written: {error.strerror or error}",
            place=Place(str(file)),
            remedy="choose a file that can be written",
        ) from error


def sarif_log(judged: Sequence[Judged], errors: Sequence[LemmataError]) -> dict[str, Json]:
    """One run: its rules, a result for everything that is not proved, and its errors."""
    results = [_result(known) for known in judged if known.judgement.verdict is not Verdict.PROVED]
    results += [_base(told_error(error)) for error in errors]
    driver: dict[str, Json] = {
        "name": "Lemmata",
        "semanticVersion": __version__,
        "rules": _rules(),
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not errors}],
        "results": list(results),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules() -> list[Json]:
    return [
        {
            "id": f"lemmata/{name}",
            "name": name.title().replace("-", ""),
            "shortDescription": {"text": meaning},
            "defaultConfiguration": {"level": level},
        }
        for name, (level, meaning) in RULES.items()
    ]


def _result(known: Judged) -> dict[str, Json]:
    body = _base(told(known))
    whole = judgement_json(str(known.path), known.judgement, None)
    kept = ("function", "method", "counterexample", "blocked", "tested")
    return {**body, "properties": {name: whole[name] for name in kept if whole[name] is not None}}


def _base(told: Told) -> dict[str, Json]:
    physical: dict[str, Json] = {
        "artifactLocation": {"uri": uri(told.path)},
        "region": {"startLine": told.line},
    }
    return {
        "ruleId": f"lemmata/{told.rule}",
        "ruleIndex": list(RULES).index(told.rule),
        "level": RULES[told.rule][0],
        "message": {"text": "\n".join(told.lines)},
        "locations": [{"physicalLocation": physical}] if told.path else [],
    }


def uri(path: str) -> str:
    """The path as a URI reference: as it was given, relative to where the command ran."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return "".join(
        chr(byte) if byte in _PLAIN else f"%{byte:02X}"
        for byte in os.fsencode(Path(path).as_posix())
    )
