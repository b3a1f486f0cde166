"""Random expressions on lists, sets, dicts and strings, as Python text."""

from collections.abc import Mapping, Sequence

from lemmata.contracts.types import BOOL, INT, STR, DictType, ListType, SetType, Type
from lemmata.testing.random_expressions import Expressions, Production

INTS, TEXTS, SET, DICT = ListType(INT), ListType(STR), SetType(INT), DictType(STR, INT)
CONTAINERS: tuple[Type, ...] = (INTS, INTS, INTS, TEXTS, SET, DICT)
_INDEXES = ("0", "1", "-1", "-2", "2", "5")
_BOUNDS = ("", "", "0", "1", "2", "-1", "-3", "7")


def readable(e: Expressions, kind: Type, depth: int) -> str:
    """A container that is only read here: a variable, one that is built up, or an expression."""
    built = [name for name, held in e.built.items() if held == kind]
    if built and e.random.random() < 0.4:
        return e.random.choice(built)
    known = e.variable(kind)
    if known and e.random.random() < 0.6:
        return known
    return e.exactly(kind, depth)


def source(e: Expressions, depth: int) -> tuple[str, str, dict[str, Type]]:
    """Something to draw from: the target, the text of the source, and the target's names."""
    e.count += 1
    x, y = f"x{e.count}", f"y{e.count}"
    shape = e.random.randrange(10)
    if shape == 0:
        return x, f"range({e.random.choice(('0', '1', '3', '4', '-1'))})", {x: INT}
    if shape == 1:
        ends = e.random.choice(("1, 4", "4, 0, -1", "0, 7, 3", "-2, 2", "3, 1"))
        return x, f"range({ends})", {x: INT}
    if shape == 2:
        return x, f"range(len({readable(e, INTS, depth)}))", {x: INT}
    if shape == 3:
        start = e.random.choice(("", ", 1", ", -2"))
        return f"{x}, {y}", f"enumerate({readable(e, INTS, depth)}{start})", {x: INT, y: INT}
    if shape == 4:
        one, other = readable(e, INTS, depth), readable(e, TEXTS, depth)
        return f"{x}, {y}", f"zip({one}, {other})", {x: INT, y: STR}
    if shape == 5:
        return f"{x}, {y}", f"{readable(e, DICT, depth)}.items()", {x: STR, y: INT}
    if shape == 6:
        return x, readable(e, DICT, depth), {x: STR}
    if shape == 7:
        return x, readable(e, STR, depth), {x: STR}
    if shape == 8:
        return x, f"reversed({readable(e, INTS, depth)})", {x: INT}
    return x, readable(e, INTS, depth), {x: INT}


def clause(e: Expressions, element: Type, depth: int) -> str:
    """`element for target in source if test`, the element of this type."""
    target, drawn, names = source(e, min(depth, 1))
    outer = e.names
    e.names = {**outer, **names}
    written = e.exactly(element, min(depth, 1))
    tests = "".join(f" if {e.exactly(BOOL, 1)}" for _ in range(e.random.choice((0, 0, 1, 2))))
    e.names = outer
    return f"{written} for {target} in {drawn}{tests}"


def _list_of(kind: ListType) -> Sequence[Production]:
    def display(e: Expressions, depth: int) -> str:
        parts = [e.exactly(kind.item, depth) for _ in range(e.random.choice((1, 2, 3, 3)))]
        return f"[{', '.join(parts)}]"

    def joined(e: Expressions, depth: int) -> str:
        return f"({readable(e, kind, depth)} + {readable(e, kind, depth)})"

    def sliced(e: Expressions, depth: int) -> str:
        first, last = e.random.choice(_BOUNDS), e.random.choice(_BOUNDS)
        return f"{readable(e, kind, depth)}[{first}:{last}]"

    def reverse(e: Expressions, depth: int) -> str:
        return f"{readable(e, kind, depth)}[::-1]"

    def repeated(e: Expressions, depth: int) -> str:
        return f"([{e.exactly(kind.item, depth)}] * {e.random.choice(('0', '2', '3', '-1'))})"

    def ordered(e: Expressions, depth: int) -> str:
        return f"sorted({readable(e, kind, depth)})"

    def copied(e: Expressions, depth: int) -> str:
        return f"list({readable(e, kind, depth)})"

    def drawn(e: Expressions, depth: int) -> str:
        return f"[{clause(e, kind.item, depth)}]"

    return (
        display,
        display,
        joined,
        sliced,
        sliced,
        reverse,
        repeated,
        ordered,
        copied,
        drawn,
        drawn,
    )


def _item(kind: ListType) -> Production:
    def write(e: Expressions, depth: int) -> str:
        return f"{readable(e, kind, depth)}[{e.random.choice(_INDEXES)}]"

    return write


def _length(e: Expressions, depth: int) -> str:
    return f"len({readable(e, e.random.choice(CONTAINERS), depth)})"


def _folded(e: Expressions, depth: int) -> str:
    folded = e.random.choice(("sum", "sum", "min", "max"))
    return f"{folded}({readable(e, INTS, depth)})"


def _folded_clause(e: Expressions, depth: int) -> str:
    return f"{e.random.choice(('sum', 'sum', 'min', 'max'))}({clause(e, INT, depth)})"


def _counted(e: Expressions, depth: int) -> str:
    method = e.random.choice(("count", "count", "index"))
    return f"{readable(e, INTS, depth)}.{method}({e.exactly(INT, depth)})"


def _found(e: Expressions, depth: int) -> str:
    method = e.random.choice(("find", "count"))
    return f"{e.exactly(STR, depth)}.{method}({e.exactly(STR, depth)})"


def _looked_up(e: Expressions, depth: int) -> str:
    known, key = readable(e, DICT, depth), e.exactly(STR, depth)
    return e.random.choice((f"{known}[{key}]", f"{known}.get({key}, {e.exactly(INT, depth)})"))


def _held(e: Expressions, depth: int) -> str:
    kind, item = e.random.choice(((INTS, INT), (TEXTS, STR), (SET, INT), (DICT, STR)))
    operator = e.random.choice(("in", "not in"))
    return f"({e.exactly(item, depth)} {operator} {readable(e, kind, depth)})"


def _quantified(e: Expressions, depth: int) -> str:
    return f"{e.random.choice(('all', 'any'))}({clause(e, BOOL, depth)})"


def _equal(e: Expressions, depth: int) -> str:
    kind = e.random.choice(CONTAINERS)
    operator = e.random.choice(("==", "!="))
    return f"({readable(e, kind, depth)} {operator} {readable(e, kind, depth)})"


def _character_test(e: Expressions, depth: int) -> str:
    method = e.random.choice(("isdigit", "isalpha", "isalnum", "isspace"))
    return f"{e.exactly(STR, depth)}.{method}()"


def _before(e: Expressions, depth: int) -> str:
    operator = e.random.choice(("<", "<=", ">", ">="))
    return f"({e.exactly(STR, depth)} {operator} {e.exactly(STR, depth)})"


def _changed_text(e: Expressions, depth: int) -> str:
    method = e.random.choice(("strip()", "upper()", "lower()", "lstrip()", "rstrip('ab')"))
    return f"{e.exactly(STR, depth)}.{method}"


def _replaced(e: Expressions, depth: int) -> str:
    old, new = e.exactly(STR, min(depth, 1)), e.exactly(STR, min(depth, 1))
    return f"{e.exactly(STR, depth)}.replace({old}, {new})"


def _joined(e: Expressions, depth: int) -> str:
    separator = e.random.choice(("''", "', '", "'-'"))
    return f"{separator}.join({readable(e, TEXTS, depth)})"


def _indexed_text(e: Expressions, depth: int) -> str:
    return f"{e.exactly(STR, depth)}[{e.exactly(INT, min(depth, 1))}]"


def _split(e: Expressions, depth: int) -> str:
    return f"{e.exactly(STR, depth)}.split({e.random.choice(('', repr('a'), repr(',')))})"


def _characters(e: Expressions, depth: int) -> str:
    return f"list({e.exactly(STR, depth)})"


def _range(e: Expressions, depth: int) -> str:
    return f"list(range({e.random.choice(('0', '3', '1, 4', '4, 0, -1'))}))"


def _ascending_set(e: Expressions, depth: int) -> str:
    return f"sorted({readable(e, SET, depth)})"


def _set_display(e: Expressions, depth: int) -> str:
    parts = [e.exactly(INT, depth) for _ in range(e.random.choice((1, 2, 3)))]
    return f"{{{', '.join(parts)}}}"


def _set_made(e: Expressions, depth: int) -> str:
    return e.random.choice((f"set({readable(e, INTS, depth)})", f"{{{clause(e, INT, depth)}}}"))


def _set_operation(e: Expressions, depth: int) -> str:
    operator = e.random.choice(("|", "&", "-"))
    return f"({readable(e, SET, depth)} {operator} {readable(e, SET, depth)})"


def _dict_display(e: Expressions, depth: int) -> str:
    parts = [f"{e.exactly(STR, 1)}: {e.exactly(INT, depth)}" for _ in range(e.random.randint(1, 3))]
    return f"{{{', '.join(parts)}}}"


def _dict_made(e: Expressions, depth: int) -> str:
    drawn = clause(e, INT, depth)
    return f"{{{e.exactly(STR, 1)}: {drawn}}}"


CONTAINER_PRODUCTIONS: Mapping[Type, Sequence[Production]] = {
    INT: (_item(INTS), _item(INTS), _length, _folded, _folded_clause, _counted, _found, _looked_up),
    BOOL: (_held, _held, _quantified, _quantified, _equal, _character_test, _before),
    STR: (_item(TEXTS), _changed_text, _replaced, _joined, _indexed_text),
    INTS: (*_list_of(INTS), _range, _ascending_set),
    TEXTS: (*_list_of(TEXTS), _split, _characters),
    SET: (_set_display, _set_made, _set_operation),
    DICT: (_dict_display, _dict_display, _dict_made),
}
"""What is written beside the plain productions, and for the types that only these write."""
