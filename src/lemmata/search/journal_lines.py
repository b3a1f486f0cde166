"""The format of a journal: what a search did for one task, one JSON object a line.

Every line has ``number`` (from 0), ``before`` (the ``digest`` of the line before it, empty for the
first), ``at`` (UTC), ``cpu`` and ``wall`` (seconds that the search took so far, over all its runs),
``kind``, ``data``, and ``digest``: sha256 of the line's other keys as `canonical` JSON. A line is in
the file, and on the disk, before what it announces is begun; ``judging``, which costs nothing, need
not have reached the disk. ``data`` by kind:

| kind | says | data |
|---|---|---|
| ``task`` | the first line: whose journal it is | ``version`` (1), ``task``, ``digest``, ``generator``, ``options`` (name to digest), ``is_free`` |
| ``run`` | a run begins or goes on | ``pid``, ``judging``, ``budget``, ``lost`` (requests in flight when the run before it ended) |
| ``asking`` | a request is about to be sent | ``request``, ``payer``, ``question``, ``most`` |
| ``answered`` | its answer, and what it cost | ``request``, ``spent``, ``answer`` |
| ``unanswered`` | no answer came; if it ``is_lost`` it may be billed | ``request``, ``spent``, ``is_lost`` |
| ``waiting`` | a wait is about to begin | ``payer``, ``seconds`` |
| ``spare`` | a candidate that is paid for, to be proposed later | ``candidate`` |
| ``proposed`` | what the generator said | ``proposal`` (``candidate``, ``unrealizable``, ``exhausted``), ``value`` |
| ``judging`` | a candidate is about to be judged | ``candidate`` (its digest) |
| ``judged`` | what the judge said | ``candidate``, ``judging``, ``judgement`` |
| ``ended`` | how the search ended | ``verdict``, ``reason``, ``attempts``, ``untold`` (a cost) |
| ``sealed`` | the lemma is in its folder | ``manifest`` (sha256 of the file) |

``judging`` is a digest of all that a judgement rests on. Spending is ``tokens``, ``usd``, ``seconds``.
Values are written as `lemmata.contracts.keeping` says. A line without its end is what a killed
writer leaves: it is dropped, and nothing that it announces was begun.
"""  # noqa: E501 - a table

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import FileError, JournalError, Place

VERSION = 1
LARGEST = 256 << 20
"""Bytes of the largest journal that is read."""
KINDS = (
    "task",
    "run",
    "asking",
    "answered",
    "unanswered",
    "waiting",
    "spare",
    "proposed",
    "judging",
    "judged",
    "ended",
    "sealed",
)
START = b'{"at":"'
ASIDE = "restore the file, or set it aside and start anew with --fresh"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, checked; ``place`` is where it stands."""

    number: int
    before: str
    at: str
    cpu: float
    wall: float
    kind: str
    data: dict[str, Json]
    digest: str
    place: Place


def canonical(data: dict[str, Any]) -> bytes:
    """The bytes that a digest is of: sorted keys, no spaces, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode("ascii")


def written(
    number: int, before: str, at: str, cpu: float, wall: float, kind: str, data: dict[str, Json]
) -> tuple[bytes, str]:
    """A line with its end, and its digest."""
    said = {"number": number, "before": before, "at": at, "cpu": cpu, "wall": wall}
    line = {**said, "kind": kind, "data": data}
    digest = hashlib.sha256(canonical(line)).hexdigest()
    return canonical({**line, "digest": digest}) + b"\n", digest


def read_lines(path: str, content: bytes) -> tuple[tuple[Line, ...], int]:
    """The lines of a journal, and the bytes that they take; a line that was not ended is left out.

    Raises:
        FileError: it is larger than `LARGEST`.
        JournalError: a line was changed, moved or left out, or is none of a journal.
    """
    if len(content) > LARGEST:
        raise FileError(
            f"the journal has more than {LARGEST} bytes", place=Place(path), remedy=ASIDE
        )
    whole = content[: content.rfind(b"\n") + 1]
    lines = tuple(_checked(path, whole))
    torn = content[len(whole) :].rstrip(b"\0")  # a disk that lost power may leave zeros
    if not torn.startswith(START[: len(torn)]):
        raise broken(Place(path, len(lines) + 1), "it has no end, and does not begin as one does")
    return lines, len(whole)


def _checked(path: str, whole: bytes) -> Iterator[Line]:
    before = ""
    for number, text in enumerate(whole.split(b"\n")[:-1]):
        line = _line(text, Place(path, number + 1))
        if (line.number, line.before) != (number, before):
            raise broken(line.place, "it does not follow the line before it")
        if (line.kind == KINDS[0]) != (number == 0):
            raise broken(line.place, "a journal begins with its task, and has one")
        yield line
        before = line.digest


def _line(text: bytes, place: Place) -> Line:
    try:
        data = json.loads(text.decode("ascii"))
    except (ValueError, RecursionError) as fault:
        raise broken(place, f"it is no JSON ({fault})") from fault
    match data:
        case {
            "number": int() as number,
            "before": str() as before,
            "at": str() as at,
            "cpu": int() | float() as cpu,
            "wall": int() | float() as wall,
            "kind": str() as kind,
            "data": dict() as inner,
            "digest": str() as digest,
        } if len(data) == 8 and kind in KINDS and _is_time(cpu) and _is_time(wall):
            _, wanted = written(number, before, at, cpu, wall, kind, inner)
            if digest != wanted:
                raise broken(place, "it was changed since it was written")
            return Line(number, before, at, cpu, wall, kind, inner, digest, place)
        case _:
            raise broken(place, "it has other keys, or a kind that is unknown")


def broken(place: Place, what: str) -> JournalError:
    """The error for a line that no journal has."""
    return JournalError(f"not a line of a journal: {what}", place=place, remedy=ASIDE)


def _is_time(seconds: float) -> bool:
    return 0 <= seconds < 1e12
