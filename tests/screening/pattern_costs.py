"""How many ways a regular expression can try from one place: what makes some of them explode."""

import re
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ONE = {codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY, codes.AT, codes.GROUPREF}
_REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}


class UnboundedError(Exception):
    """A repeat that may run on and be tried again from elsewhere."""


def ways(pattern: re.Pattern[str]) -> int:
    """How many ways of matching the pattern may try at one place, at most.

    What is possessive, atomic or a look-around is tried in one way. A repeat without a bound must
    be possessive, of something that is tried in one way, and either nothing after it can fail, or
    the pattern cannot begin inside what it ran over.

    Raises:
        UnboundedError: it is not so.
    """
    tree = list(parser.parse(pattern.pattern, pattern.flags))
    _check_ends(tree, starts_guarded=_is_guarded(tree), rest_can_fail=False)
    return _product(tree)


def _product(tree: Iterable[Any]) -> int:
    made = 1
    for op, value in tree:
        made *= _node(op, value)
    return made


def _node(op: Any, value: Any) -> int:
    if op in _ONE:
        return 1
    if op is codes.SUBPATTERN:
        return _product(value[-1])
    if op is codes.BRANCH:
        return sum(_product(one) for one in value[1])
    if op is codes.ASSERT or op is codes.ASSERT_NOT:
        _product(value[1])
        return 1
    if op is codes.ATOMIC_GROUP:
        _product(value)
        return 1
    if op in _REPEATS:
        low, high, item = value
        inner = _product(item)
        if op is codes.POSSESSIVE_REPEAT:
            return 1
        if high is codes.MAXREPEAT:
            raise UnboundedError("a repeat without a bound that is not possessive")
        return sum(inner**count for count in range(low, high + 1))
    raise UnboundedError(f"unknown: {op}")


def _check_ends(tree: list[Any], *, starts_guarded: bool, rest_can_fail: bool) -> None:
    """Whether what stands after an endless repeat lets the search begin again inside it."""
    for place, (op, value) in enumerate(tree):
        fails = rest_can_fail or any(not _is_optional(*node) for node in tree[place + 1 :])
        if op is codes.SUBPATTERN:
            _check_ends(list(value[-1]), starts_guarded=starts_guarded, rest_can_fail=fails)
        elif op is codes.BRANCH:
            for one in value[1]:
                _check_ends(list(one), starts_guarded=starts_guarded, rest_can_fail=fails)
        elif op is codes.POSSESSIVE_REPEAT and value[1] is codes.MAXREPEAT:
            is_plain = len(value[2]) == 1 and value[2][0][0] in _ONE
            if fails and not (starts_guarded and is_plain):
                raise UnboundedError("after a repeat without a bound the match can fail")


def _is_optional(op: Any, value: Any) -> bool:
    return op in _REPEATS and value[0] == 0


def _is_guarded(tree: list[Any]) -> bool:
    """Whether the pattern begins by refusing what may stand before it."""
    return bool(tree) and tree[0][0] is codes.ASSERT_NOT and tree[0][1][0] == -1
