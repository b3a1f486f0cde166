"""Transcripts: what a generator was asked and what it answered, one JSON object a line.

| key | holds |
|---|---|
| ``transcript`` | the version of this format, 1 |
| ``task``, ``digest`` | the function, and what it means and promises (`task_digest`) |
| ``generator`` | the name of who answered |
| ``requirements`` | the texts of what earlier attempts had taught |
| ``proposal`` | ``candidate``, ``unrealizable`` or ``exhausted`` |
| ``body``, ``note`` | of a candidate; ``helpers``, texts of functions, where it brings any |
| ``reason``, ``arguments`` | of the two others; arguments are [name, JSON] |
| ``cost`` | ``tokens``, ``money_usd``, ``cpu_seconds`` |
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lemmata.contracts.attempts import (
    Budget,
    Exhausted,
    Proposal,
    Propose,
    Turn,
    Unrealizable,
)
from lemmata.contracts.codec import from_json, to_json
from lemmata.contracts.errors import DataError, FileError, Place, UnsupportedError
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators.files import read_text
from lemmata.language.digest import digest_function
from lemmata.language.parsing import parse_program

VERSION = 1
LARGEST = 64 << 20
"""Bytes of the largest transcript that is read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a proposal for the task of this digest, and what was known when it was made.

    An `Unrealizable` is kept without its arguments; they are JSON in ``arguments``, because only
    the task tells their types.
    """

    task: str
    digest: str
    generator: str
    requirements: tuple[str, ...]
    proposal: Proposal
    place: Place
    arguments: tuple[tuple[str, Any], ...] = ()

    def answer(self, module: Module) -> Proposal:
        """The proposal, its arguments read by the types of the task.

        Raises:
            DataError: an argument is no value of its parameter.
        """
        if not isinstance(self.proposal, Unrealizable):
            return self.proposal
        kinds = {known.name: known.type for known in module.tasks[self.task].parameters}
        if [name for name, _ in self.arguments] != list(kinds):
            raise _broken(self.place, "its arguments are not the task's parameters")
        where = f"{self.place}: argument"
        read = tuple((n, from_json(kinds[n], data, f"{where} {n}")) for n, data in self.arguments)
        return replace(self.proposal, arguments=read)


def task_digest(module: Module, name: str) -> str:
    """What tells tasks apart: sha256 of what the function and all below it means and promises.

    Blind to lines, formatting and comments. Where the task is outside the language, the file's
    text stands for its meaning.
    """
    try:
        return digest_function(parse_program(module), name)
    except UnsupportedError:
        return hashlib.sha256(f"{name}\n{module.source}".encode()).hexdigest()


class Recorder:
    """Writes a transcript while a run goes on; a line is in the file before its body is judged.

    Args:
        path: a new file; an old transcript may have cost money, so none is written over.

    Raises:
        FileError: the file exists or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.touch(exist_ok=False)
        except FileExistsError as fault:
            raise FileError(
                "the transcript exists already",
                place=Place(str(path)),
                remedy="name a new file, or remove this one",
            ) from fault
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def recording(self, propose: Propose, module: Module, name: str, generator: str) -> Propose:
        """The same proposals, each written down."""
        digest = task_digest(module, name)

        def recorded(turn: Turn, left: Budget) -> Proposal:
            proposal = propose(turn, left)
            texts = [requirement.text for requirement in turn.requirements]
            head = {"transcript": VERSION, "task": name, "digest": digest, "generator": generator}
            self._add({**head, "requirements": texts, **_said(proposal)})
            return proposal

        return recorded

    def _add(self, line: dict[str, Any]) -> None:
        try:
            with self._path.open("a", encoding="ascii") as file:
                file.write(json.dumps(line) + "\n")
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def _unwritable(self, fault: OSError) -> FileError:
        return FileError(
            f"the transcript cannot be written: {fault.strerror or fault}",
            place=Place(str(self._path)),
            remedy="name a file in a folder that can be written",
        )


def _said(proposal: Proposal) -> dict[str, Any]:
    cost = proposal.cost
    spent = {
        "tokens": cost.tokens,
        "money_usd": cost.money_usd,
        "cpu_seconds": round(cost.cpu_seconds, 6),
    }
    match proposal:
        case Candidate(body=body, note=note, helpers=helpers):
            brought = {"helpers": list(helpers)} if helpers else {}
            head = {"proposal": "candidate", "body": body, "note": note}
            return {**head, **brought, "cost": spent}
        case Unrealizable(arguments=arguments, reason=reason):
            given = [[name, to_json(value)] for name, value in arguments]
            said = {"proposal": "unrealizable", "reason": reason, "arguments": given}
            return {**said, "cost": spent}
        case Exhausted(reason=reason):
            return {"proposal": "exhausted", "reason": reason, "cost": spent}


def read_transcript(path: Path) -> tuple[Entry, ...]:
    """The lines of a transcript.

    Raises:
        FileError: it cannot be read, or is larger than `LARGEST`.
        DataError: a line is no line of a transcript; the message says which.
    """
    entries = []
    text = read_text(path, LARGEST)
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        place = Place(str(path), number)
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as fault:
            what = f"it is no JSON ({fault}); a recording that was killed ends so"
            raise _broken(place, what) from fault
        entries.append(_entry(data, place))
    return tuple(entries)


def _entry(data: Any, place: Place) -> Entry:
    if not isinstance(data, dict) or data.get("transcript") != VERSION:
        raise _broken(place, f"it is no object with `transcript` {VERSION}")
    requirements = _field(data, "requirements", list, place)
    if not all(isinstance(text, str) for text in requirements):
        raise _broken(place, "a requirement is no text")
    named = [_field(data, key, str, place) for key in ("task", "digest", "generator")]
    proposal = _proposal(data, named[2], place)
    pairs = data.get("arguments", [])
    if not isinstance(pairs, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs
    ):
        raise _broken(place, "`arguments` is no list of [name, value]")
    given = tuple((pair[0], pair[1]) for pair in pairs)
    return Entry(named[0], named[1], named[2], tuple(requirements), proposal, place, given)


def _proposal(data: dict[str, Any], generator: str, place: Place) -> Proposal:
    spent = _cost(_field(data, "cost", dict, place), place)
    match data.get("proposal"):
        case "candidate":
            body, note = (_field(data, key, str, place) for key in ("body", "note"))
            helpers = data.get("helpers", [])
            if not isinstance(helpers, list) or not all(isinstance(one, str) for one in helpers):
                raise _broken(place, "`helpers` is no list of texts")
            return Candidate(body, generator, spent, note, tuple(helpers))
        case "unrealizable":
            return Unrealizable((), _field(data, "reason", str, place), spent)
        case "exhausted":
            return Exhausted(_field(data, "reason", str, place), spent)
        case other:
            raise _broken(place, f"`proposal` is {other!r:.60}")


def _cost(data: dict[str, Any], place: Place) -> Cost:
    read = []
    for key in ("tokens", "money_usd", "cpu_seconds"):
        value = data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
            raise _broken(place, f"`{key}` of its cost is {value!r:.60}")
        read.append(value)
    return Cost(int(read[0]), float(read[1]), float(read[2]))


def _field(data: dict[str, Any], key: str, kind: type, place: Place) -> Any:
    value = data.get(key)
    if not isinstance(value, kind):
        raise _broken(place, f"`{key}` is {value!r:.60}")
    return value


def _broken(place: Place, what: str) -> DataError:
    return DataError(
        f"not a line of a transcript: {what}",
        place=place,
        remedy="record anew, or delete the line to replay what is before it",
    )
