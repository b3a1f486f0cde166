"""How `match` runs: patterns as tests of a value, and the paths to what they capture."""

from collections.abc import Callable
from typing import Any

from lemmata.contracts.types import BoolType, NoneType, RecordType, TupleType
from lemmata.contracts.values import RecordValue
from lemmata.language.closures import NEXT, Code, Slots, Test
from lemmata.language.tree import (
    CapturePattern,
    Const,
    OrPattern,
    Pattern,
    ShapePattern,
    ValuePattern,
)


def match_cases(subject: Code, cases: list[tuple[Test, Code | None, Code]]) -> Code:
    """The closure of a `match`: the first case whose pattern and guard hold."""

    def run(slots: Slots) -> Any:
        value = subject(slots)
        for matches, guard, body in cases:
            if matches(value, slots) and (guard is None or guard(slots)):
                return body(slots)
        return NEXT

    return run


def matching(pattern: Pattern) -> Callable[[Any], bool]:
    """Whether a value matches."""
    match pattern:
        case ValuePattern(value=Const(value=value, type=kind)):
            if isinstance(kind, BoolType | NoneType):
                return lambda subject: subject is value
            return lambda subject: bool(subject == value)
        case CapturePattern(inner=inner):
            return matching(inner) if inner is not None else lambda subject: True
        case OrPattern(alternatives=alternatives):
            tests = [matching(alternative) for alternative in alternatives]
            return lambda subject: any(test(subject) for test in tests)
        case ShapePattern(type=kind, parts=parts):
            return _shape(kind, [(index, matching(part)) for index, part in parts])


def _shape(
    kind: TupleType | RecordType, parts: list[tuple[int, Callable[[Any], bool]]]
) -> Callable[[Any], bool]:
    if isinstance(kind, TupleType):
        length = len(kind.items)
        return lambda subject: (
            isinstance(subject, tuple)
            and len(subject) == length
            and all(test(subject[index]) for index, test in parts)
        )
    name = kind.name
    return lambda subject: (
        isinstance(subject, RecordValue)
        and subject.record == name
        and all(test(subject.values[index]) for index, test in parts)
    )


def captured_paths(pattern: Pattern) -> list[tuple[str, tuple[int, ...]]]:
    """The names a pattern binds, each with the component path from the subject."""
    match pattern:
        case CapturePattern(name=name, inner=inner):
            below = [] if inner is None else captured_paths(inner)
            return [*below, *([] if name is None else [(name, ())])]
        case ShapePattern(parts=parts):
            return [
                (name, (index, *path))
                for index, part in parts
                for name, path in captured_paths(part)
            ]
        case _:
            return []
