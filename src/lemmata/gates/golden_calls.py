"""Golden rows as calls: arguments by the declared types, or as JSON has them."""

from collections.abc import Iterable

from lemmata.contracts.codec import Json, from_json
from lemmata.contracts.errors import DataError
from lemmata.contracts.types import DictType, Type
from lemmata.gates.calling import Call, call_of_values, parameters_of
from lemmata.gates.golden import GoldenRow
from lemmata.gates.protocol import Submission


def golden_calls(submission: Submission, rows: Iterable[GoldenRow]) -> list[Call]:
    """A call for each row, in order.

    Raises:
        DataError: a row lacks an argument, has one too many, or one of another type.
    """
    names = parameters_of(submission)
    return [_call(submission, row, names) for row in rows]


def _call(submission: Submission, row: GoldenRow, names: list[str]) -> Call:
    missing = [name for name in names if name not in row.input]
    strange = [name for name in row.input if name not in names]
    if missing or strange:
        what = f"lacks {missing[0]!r}" if missing else f"has the unknown {strange[0]!r}"
        raise DataError(
            f"the input {what}",
            place=row.place,
            remedy=f"{submission.function} takes {', '.join(names) or 'no argument'}",
        )
    task = submission.task
    if task is None:
        plain = tuple(row.input[name] for name in names)
        return Call(tuple(map(repr, plain)), plain, line=row.line)
    try:
        values = [
            from_json(known.type, _pairs(known.type, row.input[known.name]), known.name)
            for known in task.parameters
        ]
    except DataError as error:
        raise DataError(error.message, place=row.place, remedy=error.remedy) from error
    return call_of_values(values)


def _pairs(kind: Type, data: Json) -> Json:
    """A dict may be written as an object where its keys are strings."""
    if isinstance(kind, DictType) and isinstance(data, dict):
        return [[key, value] for key, value in data.items()]
    return data
