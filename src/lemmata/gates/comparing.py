"""Golden values against results: exactly, or within the tolerance that the policy declares."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from lemmata.contracts.codec import Json
from lemmata.sandbox import Opaque

WHOLE = "result"
"""The field of a result that is no object."""

_Number = int | float | Decimal | Fraction


def fields_of(expected: Json, prefix: str = "") -> Iterator[tuple[str, Json]]:
    """The fields of a golden value: each leaf of its objects, by its path; a list is one leaf."""
    if isinstance(expected, dict) and expected:
        for key, value in expected.items():
            yield from fields_of(value, f"{prefix}{key}.")
    else:
        yield prefix.rstrip(".") or WHOLE, expected


def compared(
    expected: Json, observed: object, tolerance: Mapping[str, float | None]
) -> dict[str, bool]:
    """For each golden field whether the result has it right.

    ``tolerance`` is by field, with that of all others under the empty name. What the result has
    beyond the golden fields makes the object's fields wrong: an answer is not right because it
    holds the right one among others.
    """
    return dict(_compared(expected, observed, tolerance, ""))


def _compared(
    expected: Json, observed: object, tolerance: Mapping[str, float | None], prefix: str
) -> Iterator[tuple[str, bool]]:
    if isinstance(expected, dict) and expected:
        held = _parts(observed)
        if held is None or not held.keys() <= expected.keys():
            yield from ((name, False) for name, _ in fields_of(expected, prefix))
            return
        for key, value in expected.items():
            if key in held:
                yield from _compared(value, held[key], tolerance, f"{prefix}{key}.")
            else:
                yield from ((name, False) for name, _ in fields_of(value, f"{prefix}{key}."))
        return
    name = prefix.rstrip(".") or WHOLE
    yield name, agrees(expected, observed, tolerance.get(name, tolerance.get("")))


def agrees(expected: Json, observed: object, tolerance: float | None) -> bool:
    """Whether a result is the golden value.

    Without a tolerance types count: ``1``, ``1.0`` and ``true`` are three values. JSON's strings
    also stand for an enumeration's member, a Decimal, a Fraction, and dates in ISO 8601; its
    lists for tuples, for sets in any order, and for dicts as pairs; its objects for dataclasses.
    """
    if isinstance(expected, bool) or expected is None:
        return observed is expected
    if isinstance(expected, int | float):
        return _is_number(expected, observed, tolerance)
    if isinstance(expected, str):
        return expected in _texts(observed)
    if isinstance(expected, list):
        return _is_list(expected, observed, tolerance)
    held = _parts(observed)
    return (
        held is not None
        and held.keys() == expected.keys()
        and all(agrees(value, held[key], tolerance) for key, value in expected.items())
    )


def _is_number(expected: float, observed: object, tolerance: float | None) -> bool:
    if isinstance(observed, bool) or not isinstance(observed, _Number):
        return False
    if tolerance is None:
        return type(observed) is type(expected) and observed == expected
    try:
        apart = abs(_exact(observed) - _exact(expected))
    except (ValueError, OverflowError):  # not finite
        return False
    return apart <= _exact(tolerance)


def _exact(number: _Number) -> Fraction:
    """The number that the text of a float says, so that 0.31 and 0.3 are 0.01 apart."""
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def _texts(observed: object) -> tuple[str, ...]:
    match observed:
        case str():
            return (observed,)
        case Opaque(fields=fields):
            member = dict(fields).get("name")
            return (member,) if isinstance(member, str) else ()
        case Decimal():
            return (str(observed),)
        case Fraction():
            return (f"{observed.numerator}/{observed.denominator}",)
        case dt.date() | dt.time():
            return (observed.isoformat(),)
    return ()


def _is_list(expected: list[Json], observed: object, tolerance: float | None) -> bool:
    if isinstance(observed, dict):
        observed = {_Pair(pair) for pair in observed.items()}
    if isinstance(observed, list | tuple):
        return len(observed) == len(expected) and all(
            agrees(want, one, tolerance) for want, one in zip(expected, observed, strict=True)
        )
    if not isinstance(observed, set | frozenset) or len(observed) != len(expected):
        return False
    left = [one.pair if isinstance(one, _Pair) else one for one in observed]
    for want in expected:
        found = next((n for n, one in enumerate(left) if agrees(want, one, tolerance)), None)
        if found is None:
            return False
        del left[found]
    return True


class _Pair:
    """An entry of a dict among others in no order; its value need not be hashable."""

    def __init__(self, pair: tuple[object, object]) -> None:
        self.pair = pair


def _parts(observed: object) -> dict[str, object] | None:
    """What an object of JSON can be compared with, by name."""
    if isinstance(observed, Opaque):
        return dict(observed.fields)
    if isinstance(observed, dict) and all(isinstance(key, str) for key in observed):
        return dict(observed)
    return None
