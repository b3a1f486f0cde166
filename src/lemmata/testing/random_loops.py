"""Random loops, and lists, dicts and sets that a body builds up, as lines of Python text.

A variable of a loop's bound is never assigned in the body, so that every loop ends. A container
that is built up belongs to the body alone: its bare name stands nowhere but in its own changes,
where it is read from, and after a `return`.
"""

from random import Random

from lemmata.contracts.types import INT, STR, DictType, ListType, SetType, Type, show
from lemmata.testing.random_containers import (
    CONTAINER_PRODUCTIONS,
    DICT,
    INTS,
    SET,
    TEXTS,
    readable,
    source,
)
from lemmata.testing.random_expressions import Expressions, Signature
from lemmata.testing.random_statements import Flow, Lines, Statement, Statements, indented

_EMPTY = {ListType: "[]", DictType: "{}", SetType: "set()"}
_INDEXES = ("0", "1", "-1", "2", "-3")


def start_building(s: Statements, nesting: int) -> tuple[Lines, bool]:
    """A new container of the body's own: an empty one, a copy or a display."""
    kind: Type = s.random.choice((INTS, INTS, TEXTS, SET, DICT))
    s.count += 1
    name = f"m{s.count}"
    empty = f"{name}: {show(kind)} = {_EMPTY[type(kind)]}"
    copied = f"{name} = {_copy(kind)}({readable(s.write, kind, 1)})"
    shown = f"{name} = {s.write.constant(kind)}"
    line = s.random.choice((empty, empty, copied, shown))
    s.write.built[name] = kind
    return [line], True


def _copy(kind: Type) -> str:
    return {ListType: "list", DictType: "dict", SetType: "set"}[type(kind)]


def change(s: Statements, nesting: int) -> tuple[Lines, bool]:
    """A change in place of a container that the body builds up."""
    if not s.write.built:
        return start_building(s, nesting)
    name = s.random.choice(sorted(s.write.built))
    match s.write.built[name]:
        case ListType(item=item):
            return [_list_change(s, name, item)], True
        case DictType():
            return [_dict_change(s, name)], True
        case _:
            method = s.random.choice(("add", "add", "discard", "remove"))
            return [f"{name}.{method}({s.write.exactly(INT, 1)})"], True


def _list_change(s: Statements, name: str, item: Type) -> str:
    value, index = s.write.exactly(item, 1), s.random.choice(_INDEXES)
    shapes = [
        f"{name}.append({value})",
        f"{name}.append({value})",
        f"{name}.append({value})",
        f"{name}[{index}] = {value}",
        f"{name}.insert({index}, {value})",
        f"del {name}[{index}]",
        f"{name}.pop()",
        f"{name}.extend({readable(s.write, ListType(item), 1)})",
        f"{name} += [{value}]",
        f"{name}.reverse()",
        f"{name}.sort()",
        f"{name}.remove({value})",
        f"{name}[{index}], {name}[0] = {name}[0], {name}[{index}]",
    ]
    return s.random.choice(shapes)


def _dict_change(s: Statements, name: str) -> str:
    key, value = s.write.exactly(STR, 1), s.write.exactly(INT, 1)
    return s.random.choice(
        (
            f"{name}[{key}] = {value}",
            f"{name}[{key}] = {value}",
            f"{name}[{key}] = {name}.get({key}, 0) + 1",
            f"{name}[{key}] += {value}",
            f"del {name}[{key}]",
        )
    )


def refuse(s: Statements, nesting: int) -> tuple[Lines, bool]:
    """An exception raised by name, now and then."""
    error = s.random.choice(("ValueError", "KeyError", "IndexError"))
    return [f"if {s.write.test(1)} and {s.write.test(1)}:", f"    raise {error}('no')"], True


def for_loop(s: Statements, nesting: int) -> tuple[Lines, bool]:
    """`for`, over anything that can be drawn from; now and then with `else`."""
    target, drawn, names = source(s.write, 1)
    inside = s.here()
    inside.names.update(names)
    inside.built = {name: kind for name, kind in inside.built.items() if name not in drawn}
    s.fixed.update(names)
    return _looped(s, [f"for {target} in {drawn}:"], [], inside, nesting)


def while_loop(s: Statements, nesting: int) -> tuple[Lines, bool]:
    """`while`, counting down from a small number."""
    s.count += 1
    name = f"w{s.count}"
    first = s.random.choice(("3", "2", f"len({readable(s.write, INTS, 1)})"))
    more = s.random.choice(("", "", f" and {s.write.test(1)}"))
    s.bind(name, INT)
    s.fixed.add(name)
    head = [f"{name} = {first}", f"while {name} > 0{more}:"]
    return _looped(s, head, [f"{name} -= 1"], s.here(), nesting)


def _looped(
    s: Statements, head: Lines, body: Lines, inside: Flow, nesting: int
) -> tuple[Lines, bool]:
    start = s.here()
    s.enter(inside)
    written, is_open = s.block(s.random.randint(1, 3), nesting - 1)
    body = [*body, *written]
    if is_open and s.random.random() < 0.35:
        jump = s.random.choice(("break", "continue"))
        after, is_open = s.block(s.random.randint(0, 1), 0)
        body += [f"if {s.write.test(1)}:", f"    {jump}", *after]
    ends = [s.here() if is_open else None, start]
    ends = [end and Flow(end.names, end.unbound, dict(start.built)) for end in ends]
    lines = [*head, *indented(body or ["pass"])]
    s.join(ends)
    if s.random.random() < 0.2:
        after_loop = s.here()
        other, _ = s.block(s.random.randint(1, 2), 0)
        lines += ["else:", *indented(other)]
        s.join([s.here(), after_loop])
    return lines, True


RECURSIVE = Signature("again", (INT, INTS), INT)


def recursive_text(random: Random) -> str:
    """A function that calls itself with a smaller number, directly or by another function."""
    write = Expressions(random, (), {"arg0": INT, "arg1": INTS}, more=CONTAINER_PRODUCTIONS)
    last, more = write.exactly(INT, 2), write.exactly(INT, 2)
    name, rest = RECURSIVE.name, random.choice(("arg1", "arg1[1:]", "(arg1 + [arg0])"))
    way = name if random.random() < 0.6 else "through"
    combined = random.choice(("({} + {})", "({} - {})", "max({}, {})"))
    lines = [
        f"def {name}(arg0: int, arg1: list[int]) -> int:",
        "    if arg0 <= 0 or arg0 > 6:",
        f"        return {last}",
        f"    return {combined.format(f'{way}(arg0 - 1, {rest})', more)}",
        "",
    ]
    if way != name:
        lines += [
            "",
            f"def {way}(arg0: int, arg1: list[int]) -> int:",
            f"    return {name}(arg0, arg1)",
            "",
        ]
    return "\n".join(lines)


LOOP_STATEMENTS: tuple[Statement, ...] = (
    start_building,
    start_building,
    change,
    change,
    change,
    for_loop,
    for_loop,
    while_loop,
    refuse,
)
"""What is written beside the plain statements; the first five are single lines."""
