"""Inequalities between integers that follow from what is known by adding constants, or one more.

It only ever says yes of what follows; it is there so that `xs[i]` under `0 <= i < len(xs)` is the
plain item, and needs no question.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lemmata.obligations.smtlib import SExpr, Term, operands, read

_LENGTHS = ("len.", "str.len")


class Linear(NamedTuple):
    """A sum of multiples of opaque terms, sorted, and a constant."""

    parts: tuple[tuple[str, int], ...]
    constant: int


def entails(known: Iterable[Term], goal: Term) -> bool:
    """Whether a comparison of integers follows from the known ones, by at most two of them."""
    if goal.startswith("(not (= "):
        known = tuple(known)
        left, right = operands(goal[5:-1])
        return entails(known, f"(< {left} {right})") or entails(known, f"(< {right} {left})")
    wanted = _forms(goal)
    # Without terms there is nothing to cancel: a fact about reals might seem to help.
    if not wanted or not all(form.parts or form.constant >= 0 for form in wanted):
        return False
    least: dict[tuple[tuple[str, int], ...], int] = {}
    for fact in known:
        for parts, constant in _forms(fact):
            # `parts + constant >= 0`: the smaller the constant, the more it says.
            least[parts] = min(constant, least.get(parts, constant))
    return all(_follows(form, least) for form in wanted)


def _follows(goal: Linear, least: dict[tuple[tuple[str, int], ...], int]) -> bool:
    if _holds(goal):
        return True
    for parts, constant in least.items():
        rest = _minus(goal, Linear(parts, constant))
        if _holds(rest):
            return True
        if rest.parts in least and rest.constant >= least[rest.parts]:
            return True
    return False


def _holds(form: Linear) -> bool:
    """Whether `form >= 0` whatever its terms are; lengths are not negative."""
    return form.constant >= 0 and all(
        factor >= 0 and name.lstrip("(").startswith(_LENGTHS) for name, factor in form.parts
    )


def _minus(left: Linear, right: Linear) -> Linear:
    total = dict(left.parts)
    for name, factor in right.parts:
        total[name] = total.get(name, 0) - factor
    return _linear(total, left.constant - right.constant)


def _linear(total: dict[str, int], constant: int) -> Linear:
    return Linear(tuple(sorted((n, f) for n, f in total.items() if f)), constant)


@lru_cache(maxsize=8192)
def _forms(term: Term) -> tuple[Linear, ...]:
    """Forms that are at least 0 if, and only if, the comparison (or conjunction) holds."""
    if not term.startswith(("(<", "(>", "(= ", "(not (<", "(not (>", "(and ")):
        return ()
    return tuple(_compared(read(term)))


def _compared(node: SExpr) -> Iterator[Linear]:
    match node:
        case ["and", *parts]:
            found = [tuple(_compared(part)) for part in parts]
            if all(found):
                yield from (form for forms in found for form in forms)
        case ["not", [str() as operator, left, right]] if operator in _OPPOSITE:
            yield from _compared([_OPPOSITE[operator], left, right])
        case ["<=", left, right]:
            yield from _difference(right, left, 0)
        case ["<", left, right]:
            yield from _difference(right, left, -1)
        case [">=", left, right]:
            yield from _difference(left, right, 0)
        case [">", left, right]:
            yield from _difference(left, right, -1)


_OPPOSITE = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}


def _difference(left: SExpr, right: SExpr, constant: int) -> Iterator[Linear]:
    total: dict[str, int] = {}
    low, high = _add(left, 1, total), _add(right, -1, total)
    if low is not None and high is not None:
        yield _linear(total, low + high + constant)


def _add(node: SExpr, factor: int, total: dict[str, int]) -> int | None:
    """Add the multiple of a term to the parts; its constant share, or None if it is no integer."""
    match node:
        case str() if node.isdigit():
            return factor * int(node)
        case str() if node[0] == '"' or ("." in node and node.replace(".", "").isdigit()):
            return None
        case ["+", *parts]:
            return _sum([(part, factor) for part in parts], total)
        case ["-", single]:
            return _add(single, -factor, total)
        case ["-", first, *parts]:
            return _sum([(first, factor), *((part, -factor) for part in parts)], total)
        case ["*", str() as number, other] if number.isdigit():
            return _add(other, factor * int(number), total)
        case _:
            name = shown(node)
            total[name] = total.get(name, 0) + factor
            return 0


def _sum(parts: Iterable[tuple[SExpr, int]], total: dict[str, int]) -> int | None:
    constants = [_add(part, factor, total) for part, factor in parts]
    known = [constant for constant in constants if constant is not None]
    return sum(known) if len(known) == len(constants) else None


def shown(node: SExpr) -> Term:
    """An s-expression as text."""
    return node if isinstance(node, str) else f"({' '.join(map(shown, node))})"
