"""Where a bool that stands for an int can be told from it: its text is `True`, not `1`.

The tree takes both for one value. That is exact as long as nothing asks for the text of an int
that is a bool: a file in which ints are written as text may not pass bools off as ints.
"""

from collections.abc import Callable, Iterator, Mapping

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    INT,
    OptionalType,
    RecordType,
    Type,
    UnionType,
    alternatives,
    parts,
)
from lemmata.contracts.values import DictValue, ListValue, RecordValue, SetValue, Value
from lemmata.language.refusals import Site
from lemmata.language.tree import (
    Apply,
    Comprehension,
    Convert,
    Expr,
    Function,
    Gather,
    Operation,
    Sample,
)
from lemmata.language.walking import nodes

_INTO_NUMBERS = frozenset(
    (
        Operation.ADD,
        Operation.SUBTRACT,
        Operation.MULTIPLY,
        Operation.DIVIDE,
        Operation.FLOOR_DIVIDE,
        Operation.MODULO,
        Operation.POWER,
        Operation.NEGATE,
        Operation.ABSOLUTE,
        Operation.FRACTION,
        Operation.EQUAL,
        Operation.NOT_EQUAL,
        Operation.LESS,
        Operation.LESS_EQUAL,
        Operation.GREATER,
        Operation.GREATER_EQUAL,
        Operation.MEMBER,
        Operation.HOLDS,
        Operation.COUNT,
        Operation.INDEX,
    )
)
"""Operations whose outcome is the same for a bool and for the int that it equals."""


def inexact(
    functions: Mapping[str, Function], path_of: Callable[[str], str]
) -> Iterator[tuple[str, UnsupportedError]]:
    """The functions that pass a bool off as an int, where any function writes ints as text.

    ``path_of`` tells the file of a function.
    """
    if not any(_writes(function) for function in functions.values()):
        return
    for name, function in functions.items():
        line = _passed_off(function)
        if line is not None:
            construct = "a bool as an int, in a file that writes ints as text,"
            yield name, Site(path_of(name), line).refuse(construct, "write int(b)")


def _writes(function: Function) -> bool:
    return any(
        isinstance(node, Apply) and node.operation is Operation.TEXT for node in nodes(function)
    )


def _passed_off(function: Function) -> int | None:
    """The line where a bool becomes an int and can be kept as one, or None."""
    harmless: set[int] = set()
    kinds = tuple(parameter.type for parameter in function.parameters)
    for node in nodes(function):
        match node:
            case Apply(operation=operation, arguments=arguments) if operation in _INTO_NUMBERS:
                harmless.update(map(id, _converted(arguments)))
            case Comprehension(gather=Gather.SUM, element=element):
                harmless.update(map(id, _converted((element,))))
            case Convert(value=value, type=kind, line=line):
                if id(node) not in harmless and _turns(value.type, kind):
                    return line
            case Sample(arguments=given, line=line):
                if any(map(_holds_bool, kinds, given)):
                    return line
            case _:
                pass
    return None


def _converted(operands: tuple[Expr, ...]) -> Iterator[Expr]:
    """The conversions that the operands are, from the outside in."""
    for operand in operands:
        value = operand
        while isinstance(value, Convert):
            yield value
            value = value.value


def _turns(source: Type, target: Type) -> bool:
    """Whether the conversion turns a bool into an int, anywhere inside."""
    if source == BOOL and target == INT:
        return True
    if isinstance(source, RecordType | UnionType):
        return False  # a dataclass keeps its fields, whatever it stands for
    inner = parts(target)
    if len(inner) == 1 and not parts(source):
        return _turns(source, inner[0])
    return any(map(_turns, parts(source), inner))


def _holds_bool(kind: Type, value: Value) -> bool:
    """Whether a bool stands where the type has an int."""
    if kind == INT:
        return isinstance(value, bool)
    return any(_holds_bool(one, part) for one, part in _inside(kind, value))


def _inside(kind: Type, value: Value) -> Iterator[tuple[Type, Value]]:
    item = kind.item if isinstance(kind, OptionalType) else kind
    inner = parts(kind)
    match value:
        case RecordValue(values=fields):
            for record in alternatives(item) if isinstance(item, RecordType | UnionType) else ():
                if record.name == value.record:
                    kinds = [field.type for field in record.fields]
                    yield from zip(kinds, fields, strict=False)
        case tuple():
            yield from zip(inner, value, strict=False)
        case ListValue(items=listed):
            yield from ((inner[0], item) for item in listed)
        case SetValue(items=members):
            yield from ((inner[0], item) for item in members)
        case DictValue(entries=entries):
            yield from ((inner[side], entry[side]) for entry in entries for side in (0, 1))
        case _:
            yield from ((one, value) for one in inner[:1])
