"""What the commands print: exit codes, JSON, aligned text, colours that can be refused."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import TextIO

from lemmata.contracts.codec import Json, to_json
from lemmata.contracts.errors import (
    CertificateError,
    FileError,
    InputError,
    LemmataError,
    Place,
)
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Blocked, Counterexample, Judgement, Tried, Verdict

SHAPE_VERSION = 1
RESULTS_VERSION = 2
"""Of `prove` and `compile`: from 2 on they say all that a report shows."""
_COLOURS = {
    Verdict.PROVED: "32",
    Verdict.REFUTED: "31",
    Verdict.UNKNOWN: "33",
    Verdict.UNSUPPORTED: "33",
    Verdict.FAILED: "35",
}


class ExitCode(IntEnum):
    """What scripts may rely on."""

    DONE = 0
    REFUTED = 1
    UNDECIDED = 2
    BAD_INPUT = 3


def exit_code(verdicts: Iterable[Verdict]) -> ExitCode:
    """The code of `prove` and `compile`: a refutation outweighs what is undecided."""
    seen = set(verdicts)
    if Verdict.REFUTED in seen:
        return ExitCode.REFUTED
    return ExitCode.DONE if seen <= {Verdict.PROVED} else ExitCode.UNDECIDED


def need_folder(folder: Path) -> None:
    """Bad input, unless the lemma's folder is there.

    Raises:
        FileError: it is not.
    """
    if not folder.is_dir():
        raise FileError(
            "no such lemma folder", place=Place(str(folder)), remedy="name a .lemma folder"
        )


def report_error(error: LemmataError, *, as_json: bool) -> ExitCode:
    """Print an error that ended a command; bad input is 3, a broken lemma 1, the rest 2."""
    if as_json:
        print_json({"results": [], "errors": [error_json(error)]})
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    if isinstance(error, InputError):
        return ExitCode.BAD_INPUT
    if isinstance(error, CertificateError):
        return ExitCode.REFUTED
    return ExitCode.UNDECIDED


def error_json(error: LemmataError) -> Json:
    """An error as JSON: its class, message, place and remedy."""
    place = error.place
    return {
        "error": type(error).__name__,
        "message": error.message,
        "path": place.path if place else None,
        "line": place.line if place and place.line else None,
        "remedy": error.remedy or None,
    }


def print_json(body: Mapping[str, Json]) -> None:
    """One JSON object on stdout, with the version of its shape first."""
    print(json.dumps({"version": SHAPE_VERSION, **body}, ensure_ascii=False))


def judgement_json(path: str, judgement: Judgement, certificate: str | None) -> dict[str, Json]:
    """One result of `prove` or `compile`, as the design page lists its fields."""
    found = judgement.counterexample
    return {
        "file": path,
        "function": judgement.function,
        "verdict": judgement.verdict.value,
        "assurance": judgement.assurance.value if judgement.assurance else None,
        "method": judgement.method or None,
        "seconds": round(judgement.seconds, 4),
        "counterexample": counterexample_json(found) if found else None,
        "blocked": blocked_json(judgement.blocked) if judgement.blocked else None,
        "reason": judgement.reason or None,
        "assumptions": list(judgement.assumptions),
        "notes": list(judgement.notes),
        "cached": judgement.cached,
        "stability": stability_json(judgement) if judgement.seeded else None,
        "tested": tested_json(judgement.tested) if judgement.tested else None,
        "certificate": certificate,
        "repro": None,
    }


def tested_json(tested: Tried) -> dict[str, Json]:
    """What ran of a body that nobody proved; its lemma is no certificate, and stands here."""
    return {
        "examples": tested.examples,
        "generated": tested.generated,
        "golden": tested.golden,
        "lemma": tested.lemma or None,
    }


def tested_text(tested: Tried) -> str:
    """What ran, in words."""
    golden = f", {tested.golden} golden rows" if tested.golden else ""
    return f"ran on {tested.examples} examples, {tested.generated} generated inputs{golden}"


def blocked_json(blocked: Blocked) -> dict[str, Json]:
    """Where a proof stopped. Its state is labelled, so that nobody takes it for an input."""
    return {
        "obligation": blocked.obligation,
        "kind": blocked.kind,
        "text": blocked.text,
        "line": blocked.line,
        "error": blocked.error,
        "state": {name: to_json(value) for name, value in blocked.state} or None,
        "python": {name: to_python(value) for name, value in blocked.state} or None,
        "is_counterexample": False,
        "solvers": dict(blocked.said),
    }


def stability_json(judgement: Judgement) -> dict[str, Json]:
    """How many seeds gave each verdict, seed 0 being the judgement's, and which gave another."""
    every = [judgement.verdict, *(known.verdict for known in judgement.seeded)]
    return {
        "seeds": len(every),
        "stable": not judgement.flipped,
        "verdicts": {said.value: every.count(said) for said in Verdict if said in every},
        "flipped": [
            {"seed": known.seed, "verdict": known.verdict.value, "reason": known.reason or None}
            for known in judgement.flipped
        ],
    }


def counterexample_json(found: Counterexample) -> dict[str, Json]:
    """A counterexample: arguments by name, and what was expected, observed or raised."""
    body: dict[str, Json] = {
        "arguments": {name: to_json(value) for name, value in found.arguments},
        "violated": found.violated,
        "line": found.line,
    }
    written: dict[str, Json] = {name: to_python(value) for name, value in found.arguments}
    if found.expected is not None:
        body["expected"] = found.expected
    if found.returned:
        body["observed"] = to_json(found.observed)
    else:
        body["error"] = found.error
    seen = to_python(found.observed) if found.returned else None
    return {**body, "python": {"arguments": written, "observed": seen}}


def describe(judgement: Judgement) -> str:
    """What a reader needs beside the verdict, on one line."""
    found = judgement.counterexample
    if judgement.tested is not None:
        return f"{tested_text(judgement.tested)}; no proof: {judgement.reason}"
    if found is None or judgement.reason:
        kept = " (cached)" if judgement.cached else ""
        assurance = f"{judgement.assurance.value}{kept}" if judgement.assurance else ""
        return judgement.reason or assurance
    arguments = ", ".join(f"{name}={to_python(value)}" for name, value in found.arguments)
    outcome = f"returns {to_python(found.observed)}" if found.returned else f"raises {found.error}"
    wanted = f", expected {found.expected}" if found.expected else ""
    return f"{judgement.function}({arguments}) {outcome}{wanted}; violates: {found.violated}"


def remarks(judgement: Judgement) -> list[str]:
    """What is said below a judgement: where a weak proof stopped, and its notes."""
    lines = [f"note: {note}" for note in judgement.notes if note not in judgement.reason]
    if judgement.seeded:
        count = len(judgement.seeded) + 1
        agreeing = count - len(judgement.flipped)
        lines.append(f"seeds: {agreeing} of {count} say {judgement.verdict.value}")
        lines += [f"seed {s.seed} says {s.verdict.value}: {s.reason}" for s in judgement.flipped]
    blocked = judgement.blocked
    if blocked is not None:
        state = ", ".join(f"{name}={to_python(value)}" for name, value in blocked.state)
        seen = f" in the state {state} (not a counterexample)" if state else ""
        claim = f"{blocked.kind} `{blocked.text}`"
        lines.insert(0, f"weak proof, not wrong code: {claim}, line {blocked.line}{seen}")
    return lines


def paint(judgement: Judgement, stream: TextIO) -> str:
    """What the judgement is called, coloured on a terminal unless NO_COLOR is set."""
    if not stream.isatty() or os.environ.get("NO_COLOR"):
        return judgement.word
    return f"\x1b[{_COLOURS[judgement.verdict]}m{judgement.word}\x1b[0m"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned to the left, two spaces apart; the last column is not padded."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = []
    for row in (header, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return "\n".join(lines)
