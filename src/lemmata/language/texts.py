"""Strings: f-strings, `str(…)`, `int(…)`, and the methods of str."""

import ast
from collections.abc import Mapping, Sequence

from lemmata.contracts.types import BOOL, INT, NONE, STR, ListType, OptionalType, Type, show
from lemmata.language.operations import Builtin, Rule, affix, int_of_bool
from lemmata.language.reader import Reader
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import Apply, Conditional, Const, Expr, Operation
from lemmata.language.typing_rules import base_of, plain, widen


def f_string(node: ast.expr, scope: Scope, read: Reader) -> Expr:
    """`f"…{x}…"` of ints, bools and strings, without conversions and formats but `:d`."""
    assert isinstance(node, ast.JoinedStr)
    site = scope.site(node)
    parts = [_piece(value, scope, read) for value in node.values]
    if not parts:
        return Const("", STR, site.line)
    whole = parts[0]
    for part in parts[1:]:
        whole = Apply(Operation.CONCAT, (whole, part), STR, site.line)
    return whole


def _piece(node: ast.expr, scope: Scope, read: Reader) -> Expr:
    site = scope.site(node)
    if isinstance(node, ast.Constant):
        return read.value(node, scope)
    assert isinstance(node, ast.FormattedValue)
    if node.conversion != -1:
        raise site.refuse("an f-string with a conversion", "leave `!r` out")
    value = read.value(node.value, scope)
    if node.format_spec is not None:
        spec = ast.unparse(node.format_spec)
        is_decimal = spec in ("f'd'", 'f"d"') and base_of(value.type) in (INT, BOOL)
        if not is_decimal:
            raise site.refuse("an f-string with a format", "write the number by {n} alone")
        number = widen(value, base_of(value.type))
        return _digits(int_of_bool(number) if number.type == BOOL else number, site)
    return text_of(value, "an f-string", site)


def text_of(value: Expr, what: str, site: Site) -> Expr:
    """The text that `str(value)` is."""
    kind = base_of(value.type)
    value = widen(value, kind)
    if kind == STR:
        return value
    if kind == INT:
        return _digits(value, site)
    if kind == BOOL:
        words = (Const("True", STR, site.line), Const("False", STR, site.line))
        return Conditional(value, *words, STR, site.line)
    raise site.refuse(f"{what} of {show(value.type)}", "it is modelled for int, bool and str")


def _digits(value: Expr, site: Site) -> Expr:
    return Apply(Operation.TEXT, (value,), STR, site.line)


def to_text(operands: Sequence[Expr], site: Site) -> Expr:
    """`str(x)`, and `str()`."""
    return text_of(operands[0], "str()", site) if operands else Const("", STR, site.line)


def _text(value: Expr, what: str, site: Site) -> Expr:
    if isinstance(value.type, OptionalType):
        raise site.refuse(f"{what} of {show(value.type)}", "test for None first")
    found = plain(value, "TypeError", site)
    if found.type != STR:
        raise site.refuse(f"{what} of {show(value.type)}", "give a str")
    return found


def method(operation: Operation, kind: Type = BOOL) -> Rule:
    """A method of str whose arguments are strings: the receiver first."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        subject = plain(operands[0], "AttributeError", site)
        parts = [_text(one, f"`{operation.value}`", site) for one in operands[1:]]
        return Apply(operation, (subject, *parts), kind, site.line)

    return rule


def stripping(operation: Operation) -> Rule:
    """`s.strip()` of whitespace, or of the characters given."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        subject = plain(operands[0], "AttributeError", site)
        what = f"`{operation.value}`"
        characters: Expr = Const(None, NONE, site.line)
        if len(operands) > 1:
            characters = _text(operands[1], what, site)
        return Apply(operation, (subject, characters), STR, site.line)

    return rule


def split(operands: Sequence[Expr], site: Site) -> Expr:
    """`s.split()` at whitespace, or at a constant that is not empty."""
    subject = plain(operands[0], "AttributeError", site)
    separator: Expr = Const(None, NONE, site.line)
    if len(operands) > 1:
        separator = operands[1]
        if not (isinstance(separator, Const) and separator.type == STR and separator.value):
            raise site.refuse("`split` at what is no constant str", "write the separator out")
    return Apply(Operation.SPLIT, (subject, separator), ListType(STR), site.line)


STR_METHODS: Mapping[str, Builtin] = {
    "startswith": Builtin(1, 1, affix(Operation.STARTS_WITH)),
    "endswith": Builtin(1, 1, affix(Operation.ENDS_WITH)),
    "count": Builtin(1, 1, method(Operation.COUNT, INT)),
    "find": Builtin(1, 1, method(Operation.FIND, INT)),
    "replace": Builtin(2, 2, method(Operation.REPLACE, STR)),
    "strip": Builtin(0, 1, stripping(Operation.STRIP)),
    "lstrip": Builtin(0, 1, stripping(Operation.STRIP_LEFT)),
    "rstrip": Builtin(0, 1, stripping(Operation.STRIP_RIGHT)),
    "upper": Builtin(0, 0, method(Operation.UPPER, STR)),
    "lower": Builtin(0, 0, method(Operation.LOWER, STR)),
    "isdigit": Builtin(0, 0, method(Operation.IS_DIGIT)),
    "isalpha": Builtin(0, 0, method(Operation.IS_ALPHA)),
    "isalnum": Builtin(0, 0, method(Operation.IS_ALNUM)),
    "isspace": Builtin(0, 0, method(Operation.IS_SPACE)),
    "isupper": Builtin(0, 0, method(Operation.IS_UPPER)),
    "islower": Builtin(0, 0, method(Operation.IS_LOWER)),
    "split": Builtin(0, 1, split),
}
"""Methods of str by name; `join` takes an iterable and stands with the calls."""
