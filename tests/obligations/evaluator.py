"""The terms of the encoder evaluated in Python: what they say of given lists, strings and ints.

Functions mean what their laws say within their ranges, and something arbitrary outside them.
Quantifiers run through a window of integers, wide enough for the small values of the tests.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from lemmata.obligations.library.shapes import Shape
from lemmata.obligations.smtlib import SExpr, read, unescape

WINDOW = range(-5, 9)
OUTSIDE = 7  # what a function gives where it means nothing
Values = Mapping[str, Any]


def clamp(index: int, size: int) -> int:
    """`py.clamp`."""
    return max(index + size, 0) if index < 0 else min(index, size)


def at(xs: Any, index: int) -> Any:
    """An item, or whatever."""
    return xs[index] if 0 <= index < len(xs) else OUTSIDE


def first(xs: Any, item: Any) -> int:
    """The first place of an item, or whatever."""
    return xs.index(item) if item in xs else OUTSIDE


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": lambda *given: sum(given),
    "-": lambda a, *rest: a - sum(rest) if rest else -a,
    "*": lambda a, b: a * b,
    "div": lambda a, b: (a // b if b > 0 else -(a // -b)) if b else OUTSIDE,
    "mod": lambda a, b: a % abs(b) if b else OUTSIDE,
    "<": lambda a, b: a < b,
    "<=": lambda *given: all(a <= b for a, b in pairwise(given)),
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "not": lambda a: not a,
    "py.clamp": clamp,
    "py.span": lambda a, b, n: max(0, clamp(b, n) - clamp(a, n)),
    "mod.Int": lambda a, b: a % b if b else OUTSIDE,
    "py.mod": lambda a, b: a % b if b else OUTSIDE,
    "py.floordiv": lambda a, b: a // b if b else OUTSIDE,
    "py.min": min,
    "py.max": max,
    "py.abs": abs,
    "mark.Int": lambda _: True,
    "str.len": len,
    "str.at": lambda s, i: s[i] if 0 <= i < len(s) else "",
    "len": len,
    "at": at,
    "app": lambda xs, v: (*xs, v),
    "cat": lambda xs, ys: xs + ys,
    "cut": lambda xs, a, b: xs[clamp(a, len(xs)) : clamp(b, len(xs))],
    "put": lambda xs, i, v: (*xs[:i], v, *xs[i + 1 :]),
    "ins": lambda xs, i, v: (*xs[:i], v, *xs[i:]),
    "del": lambda xs, i: xs[:i] + xs[i + 1 :],
    "rev": lambda xs: xs[::-1],
    "fill": lambda v, n: (v,) * n,
    "rep": lambda xs, n: xs * n,
    "has": lambda xs, v: v in xs,
    "idx": first,
    "eq": lambda xs, ys: xs == ys,
    "sort": lambda xs: tuple(sorted(xs)),
    "perm": lambda xs, ys: sorted(xs) == sorted(ys),
}
RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "le": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "eq": lambda a, b: a == b,
}


class Evaluator:
    """Terms under definitions and folds by name."""

    def __init__(self, definitions: Mapping[str, str], shapes: Mapping[str, Shape]) -> None:
        self.definitions = definitions
        self.shapes = shapes

    def text(self, term: str, values: Values) -> Any:
        """The value of a term as text."""
        return self.value(read(term) if term[0] == "(" else term, values)

    def value(self, node: SExpr, values: Values) -> Any:
        """The value of a term."""
        if isinstance(node, str):
            return self._atom(node, values)
        head = node[0]
        assert isinstance(head, str), node
        match head:
            case "and":
                return all(self.value(part, values) for part in node[1:])
            case "or":
                return any(self.value(part, values) for part in node[1:])
            case "=>":
                return not self.value(node[1], values) or self.value(node[2], values)
            case "ite":
                return self.value(node[2 if self.value(node[1], values) else 3], values)
            case "!":
                return self.value(node[1], values)
            case "forall":
                return self._forall([str(one[0]) for one in node[1]], node[2], values)
        return self._function(head, [self.value(part, values) for part in node[1:]])

    def _atom(self, word: str, values: Values) -> Any:
        if word in values:
            return values[word]
        if word in ("true", "false"):
            return word == "true"
        if word.startswith('"'):
            return unescape(word)
        if word.startswith("empty.list."):
            return ()
        return self.text(self.definitions[word], values) if not word.isdigit() else int(word)

    def _forall(self, names: list[str], body: SExpr, values: Values) -> bool:
        if not names:
            return bool(self.value(body, values))
        return all(self._forall(names[1:], body, {**values, names[0]: n}) for n in WINDOW)

    def _function(self, head: str, given: list[Any]) -> Any:
        kind, _, name = head.partition(".")
        if head in FUNCTIONS:
            return FUNCTIONS[head](*given)
        if kind == "asc":
            xs, low, high = given
            holds = RELATIONS[name.partition(".")[0]]
            return all(holds(at(xs, k), at(xs, k + 1)) for k in range(low, high - 1))
        if kind in FUNCTIONS:
            return FUNCTIONS[kind](*given)
        return self._fold(self.shapes[name], given)

    def _fold(self, shape: Shape, given: list[Any]) -> Any:
        *parameters, low, high = given
        named = dict(zip(shape.parameters, parameters, strict=True))
        places = [{**named, "k": place} for place in range(low, high)]
        drawn = [self.text(shape.element, one) for one in places if self.text(shape.tests, one)]
        gathers: dict[str, Callable[[list[Any]], Any]] = {
            "sum": sum,
            "least": lambda found: min(found, default=OUTSIDE),
            "greatest": lambda found: max(found, default=OUTSIDE),
        }
        return gathers.get(shape.kind, tuple)(drawn)
