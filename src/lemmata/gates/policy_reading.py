"""Policy files of unknown origin: ``lemmata.toml``, read strictly or refused with line and reason.

[default]            every task that has no table of its own
[tasks.NAME]         one task; what it does not say is as in `default`
"""

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from lemmata.contracts.errors import FileError, Place, PolicyError
from lemmata.gates.policy import OutsideError, Policies, Policy

MOST_BYTES = 1 << 20
_TABLES = ("default", "tasks")

_HEADER = re.compile(r"\s*\[\[?\s*(.+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def read_policies(path: Path) -> Policies:
    """The policies that a file holds.

    Raises:
        FileError: missing, unreadable, larger than 1 MiB or not UTF-8.
        PolicyError: not TOML, an unknown key, a value of another type or out of bounds.
    """
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        told = str(error) or "nested too deeply"
        line = re.search(r"at line (\d+)", told)
        raise PolicyError(
            f"not TOML: {told}",
            place=Place(str(path), int(line[1]) if line else 0),
            remedy="correct the syntax",
        ) from error
    read = _Reading(path, text)
    read.known(data, _TABLES, ())
    default, tasks = read.table(data, "default"), read.table(data, "tasks")
    named = {}
    for name in tasks:
        own = read.table(tasks, name, ("tasks",))
        named[name] = read.policy(_merged(default, own), ("tasks", name), own)
    return Policies(path, read.policy(default, ("default",), default), named)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise FileError(
                f"{len(data)} bytes are more than a policy needs", place=Place(str(path))
            )
        return data.decode()
    except UnicodeDecodeError as error:
        raise FileError(
            f"not UTF-8 at byte {error.start}", place=Place(str(path)), remedy="save it as UTF-8"
        ) from error
    except OSError as error:
        raise FileError(
            f"cannot be read: {error.strerror or error}",
            place=Place(str(path)),
            remedy="name a policy file",
        ) from error


@cache
def _adapter() -> TypeAdapter[Policy]:
    return TypeAdapter(Policy)


def policy_of_json(data: bytes) -> Policy:
    """A policy that was written as JSON, read as strictly.

    Raises:
        ValueError: it is none.
    """
    try:
        return _adapter().validate_json(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


class _Reading:
    """One file in reading: it knows where each key stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = dict(_key_lines(text))

    def table(self, data: Mapping[str, Any], name: str, above: tuple[str, ...] = ()) -> Any:
        found = data.get(name, {})
        if not isinstance(found, dict):
            raise self._error((*above, name), f"{name} is no table", f"write [{name}]")
        return found

    def known(self, data: Mapping[str, Any], names: Sequence[str], above: tuple[str, ...]) -> None:
        for key in data:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1)
                remedy = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
                raise self._error((*above, key), f"unknown key {key!r}", remedy)

    def policy(
        self, data: Mapping[str, Any], above: tuple[str, ...], own: Mapping[str, Any]
    ) -> Policy:
        """The policy of one table; ``own`` is what it says itself, without the defaults."""
        self._check_keys(own, Policy(), above)
        try:
            return _adapter().validate_json(json.dumps(data, default=str))
        except ValidationError as error:
            first = error.errors()[0]
            where = tuple(str(part) for part in first["loc"])
            fault = first.get("ctx", {}).get("error")
            if isinstance(fault, OutsideError):
                where, told = (*where, fault.field), str(fault)
            else:
                told = f"{first['msg']}, got {first['input']!r:.60}"
            named = ".".join(where)
            raise self._error((*above, *where), f"{named}: {told}", "correct the value") from error

    def _check_keys(self, data: Mapping[str, Any], known: object, above: tuple[str, ...]) -> None:
        assert is_dataclass(known)
        self.known(data, [field.name for field in fields(known)], above)
        for name, value in data.items():
            inner = getattr(known, name)
            if is_dataclass(inner) and isinstance(value, dict):
                self._check_keys(value, inner, (*above, name))

    def _error(self, key: tuple[str, ...], what: str, remedy: str) -> PolicyError:
        found = [
            self._lines[key[:size]] for size in range(len(key), 0, -1) if key[:size] in self._lines
        ]
        return PolicyError(
            what, place=Place(str(self._path), found[0] if found else 0), remedy=remedy
        )


def _merged(default: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The default with what a task says itself; tables are merged, anything else replaced."""
    merged = dict(default)
    for key, value in own.items():
        under = merged.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            merged[key] = _merged(under, value)
        else:
            merged[key] = value
    return merged


def _key_lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each key of the file by its full path, with its line; for messages only."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _HEADER.fullmatch(line.rstrip("\r")), _KEY.match(line)
        if header:
            table = _parts(header[1])
            yield table, number
        elif key:
            yield (*table, *_parts(key[1])), number


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(text))
