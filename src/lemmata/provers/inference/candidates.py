"""Candidate invariants as Python text: from the contract, from the code, and plain bounds.

None of them is believed. Those that a run contradicts are dropped, and the rest must be kept by
every iteration before a proof may use them.
"""

import ast
from collections.abc import Callable, Iterator

from lemmata.contracts.tasks import Task
from lemmata.contracts.types import IntType, ListType, OptionalType, StrType
from lemmata.provers.inference.descents import descents
from lemmata.provers.inference.divisors import common_divisors
from lemmata.provers.inference.texts import (
    conjoined,
    free_names,
    guarded,
    negated,
    parsed,
    renamed,
    rewritten,
    same,
)
from lemmata.provers.inference.views import Progress, View, progress

Maker = Callable[[Task, View, Progress], Iterator[str]]


def candidates(task: Task, view: View) -> Iterator[tuple[str, ...]]:
    """Texts for the loop's head in tiers, each text once: the likeliest first, few at first.

    The first tier says what the contract says, of what was drawn so far; the second adds what
    the code accumulates and everything else. Fewer candidates leave the solvers less to wade in.
    A tier is made when it is asked for, as most loops need no second.
    """
    ways = progress(view) or (Progress("0", None, None, None),)
    seen: set[str] = set()
    for makers in (_LIKELY, (_from_code, _from_the_rest)):
        found: dict[str, None] = {}
        for maker in makers:
            for way in ways:
                for text in maker(task, view, way):
                    plain = _plain(text)
                    if plain not in seen and not _is_idle(plain):
                        found.setdefault(plain)
        seen |= found.keys()
        yield tuple(found)


def _plain(text: str) -> str:
    """One spelling for what reads alike: `(0) + index` is `index`."""
    return ast.unparse(_Tidy().visit(parsed(text)))


def _is_idle(text: str) -> bool:
    """Whether a comparison of a part with itself says nothing, or a part of a slice too much."""
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Subscript) and _is_slice(node.value):
            return True
    match parsed(text):
        case ast.Compare(left=left, comparators=[right]):
            return same(left, right)
        case _:
            return False


def _is_slice(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


class _Tidy(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.expr:
        """`range(0, n)` is `range(n)`."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="range") as func, args=[ast.Constant(value=0), stop]):
                return ast.Call(func, [stop], [])
            case _:
                return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Leave out what adds nothing."""
        self.generic_visit(node)
        match node:
            case ast.BinOp(left=ast.Constant(value=0), op=ast.Add(), right=right):
                return right
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant(value=0)):
                return left
            case _:
                return node


# From the code


def _from_code(task: Task, view: View, way: Progress) -> Iterator[str]:
    if way.drawn is None or way.target is None:
        return
    for statement, guards in guarded(view.node.body):
        match statement:
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                yield from _accumulated(view, way, name, op, value, guards)
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.BinOp(left=ast.Name(id=left), op=op, right=value),
            ) if left == name:
                yield from _accumulated(view, way, name, op, value, guards)
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]
                )
            ):
                yield from _appended(view, way, name, value, guards)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=at)]):
                yield from _stored(view, way, name, at, statement.value)
            case _:
                pass


def _from_exits(task: Task, view: View, way: Progress) -> Iterator[str]:
    for statement, guards in guarded(view.node.body):
        if isinstance(statement, ast.Return | ast.Break | ast.Raise) and way.drawn is not None:
            yield from _not_left(view, way, guards)


def _speaks_of_draws(view: View, way: Progress, parts: list[ast.expr]) -> bool:
    """Whether the parts read only the loop's target and what the loop leaves alone."""
    targets = free_names(way.target) if way.target is not None else frozenset[str]()
    return all(not (free_names(part) & view.changed) - targets for part in parts)


def _accumulated(
    view: View,
    way: Progress,
    name: str,
    op: ast.operator,
    value: ast.expr,
    guards: tuple[ast.expr, ...],
) -> Iterator[str]:
    """`total += value` under tests: the start plus the sum over what was drawn."""
    start = view.initial.get(name)
    if not isinstance(op, ast.Add | ast.Sub) or start is None or name not in view.types:
        return
    if not _speaks_of_draws(view, way, [value, *guards]) or free_names(start) & view.changed:
        return
    target, tests = ast.unparse(way.target or value), conjoined(guards)
    where = f" if {tests}" if tests else ""
    sign = "+" if isinstance(op, ast.Add) else "-"
    if isinstance(view.types[name], IntType):
        total = f"sum({ast.unparse(value)} for {target} in {way.drawn}{where})"
        yield f"{name} == ({ast.unparse(start)}) {sign} {total}"
    if isinstance(view.types[name], ListType) and sign == "+":
        yield f"len({name}) >= len({ast.unparse(start)})"


def _appended(
    view: View, way: Progress, name: str, value: ast.expr, guards: tuple[ast.expr, ...]
) -> Iterator[str]:
    """`out.append(value)` under tests: what was drawn, mapped and filtered."""
    target, tests = ast.unparse(way.target or value), conjoined(guards)
    where = f" if {tests}" if tests else ""
    speaks = _speaks_of_draws(view, way, [value, *guards])
    if speaks:
        yield f"{name} == [{ast.unparse(value)} for {target} in {way.drawn}{where}]"
    if not guards:
        yield f"len({name}) == {way.position}"
        if speaks and isinstance(way.target, ast.Name):
            at = _at(view, way, value)
            if at is not None:
                yield f"all({name}[j] == {at} for j in range({way.position}))"
    yield f"len({name}) <= {way.position}"
    if speaks:
        for part in guards:
            if isinstance(value, ast.Name):
                kept = ast.unparse(renamed(part, {value.id: ast.Name("kept")}))
                yield f"all({kept} for kept in {name})"


def _at(view: View, way: Progress, value: ast.expr) -> str | None:
    """What the value was when item ``j`` was drawn, as text."""
    assert isinstance(way.target, ast.Name)
    item = ast.Name("j")
    drawn = view.node.iter if isinstance(view.node, ast.For) else None
    if isinstance(drawn, ast.Name | ast.Attribute):
        item_text = parsed(f"{ast.unparse(drawn)}[j]")
        return ast.unparse(renamed(value, {way.target.id: item_text}))
    if way.position in (view.index, way.target.id):
        return ast.unparse(renamed(value, {way.target.id: item}))
    return None


def _stored(view: View, way: Progress, name: str, at: ast.expr, value: ast.expr) -> Iterator[str]:
    """`out[i] = value`: done up to here, untouched from here on."""
    start = view.initial.get(name)
    if isinstance(at, ast.Name) and isinstance(way.target, ast.Name) and at.id == way.target.id:
        item = {at.id: ast.Name("j")}
        done = ast.unparse(renamed(value, item))
        if _speaks_of_draws(view, way, [value]):
            yield f"all({name}[j] == {done} for j in range({way.position}))"
        for whole in view.sequences():
            old = renamed(value, {name: ast.Name(whole), **item})
            yield f"all({name}[j] == {ast.unparse(old)} for j in range({way.position}))"
            yield f"all({name}[j] == {whole}[j] for j in range({way.position}, len({name})))"
    if start is not None and not free_names(start) & view.changed:
        yield f"len({name}) == len({ast.unparse(start)})"
    for whole in view.sequences():
        yield f"len({name}) == len({whole})"


def _not_left(view: View, way: Progress, guards: tuple[ast.expr, ...]) -> Iterator[str]:
    """An iteration that leaves under tests: nothing drawn so far passed them."""
    if not guards or not _speaks_of_draws(view, way, list(guards)):
        return
    target = ast.unparse(way.target) if way.target is not None else ""
    test = ast.unparse(negated(guards[0])) if len(guards) == 1 else f"not ({conjoined(guards)})"
    yield f"all({test} for {target} in {way.drawn})"


# From the contract


def _from_contract(task: Task, view: View, way: Progress) -> Iterator[str]:
    entry = {name: parsed(f"OLD.{name}") for name in view.entry}
    for clause in task.ensures:
        wanted = renamed(parsed(clause.text), entry)
        for known in _with_result(task, view, wanted):
            yield ast.unparse(known)
            yield from _calls_now(view, known)
            for part in _so_far(view, way, known):
                yield ast.unparse(part)
                yield from _calls_now(view, part)
        yield from _rest_of_work(view, wanted)
    for clause in task.requires:
        if free_names(parsed(clause.text)) & view.changed:
            yield clause.text


def _with_result(task: Task, view: View, wanted: ast.expr) -> Iterator[ast.expr]:
    """The clause about what may be returned: a returned expression, or a local of its type."""
    if "result" not in free_names(wanted):
        return
    kinds = {task.returns}
    if isinstance(task.returns, OptionalType):
        kinds.add(task.returns.item)
    values: list[ast.expr] = [
        value for value in view.returns if free_names(value) <= view.types.keys()
    ]
    values += [
        ast.Name(name) for name in view.types if view.types[name] in kinds and name in view.changed
    ]
    for value in values:
        yield renamed(wanted, {"result": value})
    for returned in view.returns:
        if isinstance(returned, ast.Tuple):
            yield from _with_parts(view, wanted, returned)


def _with_parts(view: View, wanted: ast.expr, returned: ast.Tuple) -> Iterator[ast.expr]:
    """The clause about parts of a returned tuple that are known here."""

    def rewrite(part: ast.expr) -> ast.expr | None:
        match part:
            case ast.Subscript(value=ast.Name(id="result"), slice=ast.Constant(value=int() as at)):
                return returned.elts[at] if 0 <= at < len(returned.elts) else None
            case _:
                return None

    found = rewritten(wanted, rewrite)
    if found is not None and "result" not in free_names(found):
        yield found


def _calls_now(view: View, known: ast.expr) -> Iterator[str]:
    """A local that holds what the contract's words are about: `total == series(a, n)`."""
    for part in ast.walk(known):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            for name in view.ints():
                if name in free_names(part):
                    continue
                yield f"{name} == {ast.unparse(part)}"
                if part.func.id in ("min", "max") and isinstance(view.node, ast.For):
                    yield f"{view.index} == 0 or {name} == {ast.unparse(part)}"


def _so_far(view: View, way: Progress, known: ast.expr) -> Iterator[ast.expr]:
    """The clause about what was drawn so far instead of everything."""
    here = parsed(way.position)
    wholes = [name for name in view.sequences() if name in free_names(known)]
    for whole in wholes:
        yield from _replaced(known, parsed(f"len({whole})"), here)
        part = renamed(known, {whole: parsed(f"{whole}[:{way.position}]")})
        yield next(_replaced(part, parsed(f"len({whole}[:{way.position}])"), here), part)
    if len(wholes) > 1:
        yield renamed(known, {name: parsed(f"{name}[:{way.position}]") for name in wholes})
    if way.stop is not None:
        yield from _replaced(known, way.stop, here)
        match way.stop:
            case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=int() as step)):
                yield from _replaced(known, left, parsed(f"{way.position} - {step}"))
            case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=int() as step)):
                yield from _replaced(known, left, parsed(f"{way.position} + {step}"))
            case _:
                pass
    for name in view.fixed(IntType):
        yield from _replaced(known, ast.Name(name), here)
    for name in sorted(view.entry):
        yield from _replaced(known, parsed(f"OLD.{name}"), here)
    yield from _ranged(known, here)


def _replaced(known: ast.expr, old: ast.expr, new: ast.expr) -> Iterator[ast.expr]:
    found = rewritten(known, lambda part: new if _alike(part, old) else None)
    if found is not None:
        yield found


def _alike(part: ast.expr, old: ast.expr) -> bool:
    return ast.unparse(part) == ast.unparse(old)


def _ranged(known: ast.expr, here: ast.expr) -> Iterator[ast.expr]:
    """Quantified ranges that stop, or start, where the loop is."""
    at = ast.unparse(here)

    def rewriter(form: str) -> Callable[[ast.expr], ast.expr | None]:
        def rewrite(part: ast.expr) -> ast.expr | None:
            match part:
                case ast.Call(func=ast.Name(id="range"), args=[stop]):
                    start = parsed("0")
                case ast.Call(func=ast.Name(id="range"), args=[start, stop]):
                    pass
                case _:
                    return None
            low, high = ast.unparse(start), ast.unparse(stop)
            return parsed(form.format(low=low, high=high, at=at))

        return rewrite

    forms = (
        "range({low}, {at})",
        "range({at}, {high})",
        "range({at} + 1, {high})",
        "range({low}, {at} + 1)",
    )
    for form in forms:
        found = rewritten(known, rewriter(form))
        if found is not None:
            yield found


def _rest_of_work(view: View, wanted: ast.expr) -> Iterator[str]:
    """`result == f(n)` while `n` shrinks: what is done and what is left make the whole."""
    match wanted:
        case ast.Compare(left=ast.Name(id="result"), ops=[ast.Eq()], comparators=[whole]):
            pass
        case ast.Compare(left=whole, ops=[ast.Eq()], comparators=[ast.Name(id="result")]):
            pass
        case _:
            return
    for mapping in _shrinking(view):
        left = _mapped(whole, mapping)
        if left is None:
            continue
        yield f"({ast.unparse(left)}) == ({ast.unparse(whole)})"
        for name in view.types:
            if name in view.changed and isinstance(view.types[name], IntType | ListType | StrType):
                yield f"{name} + ({ast.unparse(left)}) == ({ast.unparse(whole)})"
                yield f"({ast.unparse(left)}) + {name} == ({ast.unparse(whole)})"
                if isinstance(view.types[name], IntType):
                    yield f"{name} * ({ast.unparse(left)}) == ({ast.unparse(whole)})"


def _mapped(whole: ast.expr, mapping: dict[str, ast.expr]) -> ast.expr | None:
    return rewritten(whole, lambda part: mapping.get(ast.unparse(part)))


def _shrinking(view: View) -> Iterator[dict[str, ast.expr]]:
    """What stands for the parameters now: themselves, assigned anew, or locals that began so."""
    now: dict[str, ast.expr] = {f"OLD.{name}": ast.Name(name) for name in sorted(view.entry)}
    if now:
        yield now
    for name in view.types:
        start = view.initial.get(name)
        if name in view.changed and start is not None:
            yield {ast.unparse(start): ast.Name(name)}


def _from_values(task: Task, view: View, way: Progress) -> Iterator[str]:
    yield from common_divisors(task, view)
    yield from descents(task, view)


# Bounds


def _from_bounds(task: Task, view: View, way: Progress) -> Iterator[str]:
    ints = view.ints()
    sizes = [f"len({name})" for name in view.sequences()]
    fixed = view.fixed(IntType)
    for name in ints:
        yield f"{name} >= 0"
        yield f"{name} >= 1"
        for size in (*sizes, *fixed, *(f"OLD.{known}" for known in sorted(view.entry))):
            yield f"{name} <= {size}"
        yield f"{name} <= {way.position}"
        start = view.initial.get(name)
        if start is not None and not free_names(start) & view.changed:
            yield f"{name} >= {ast.unparse(start)}"
            yield f"{name} <= {ast.unparse(start)}"
            if isinstance(view.node, ast.For):
                yield f"{view.index} != 0 or {name} == {ast.unparse(start)}"
                yield f"{name} == {ast.unparse(start)} + {view.index}"
        for known in fixed:
            yield f"{name} >= {known}"
    yield from _guards(view)
    for name in view.lists():
        for size in sizes:
            yield f"len({name}) <= {size}"
        yield f"len({name}) >= 0"
        yield f"len({name}) >= 1"
        for whole in view.sequences():
            if view.types[whole] == view.types[name]:
                yield f"len({name}) == len({whole})"


def _from_the_rest(task: Task, view: View, way: Progress) -> Iterator[str]:
    ints, fixed = view.ints(), view.fixed(IntType)
    yield from _guard_so_far(view, way)
    yield from _compared(view, way)
    yield from _together(view, ints)
    yield from _pairs(ints)
    for name in view.lists():
        for whole in view.sequences():
            if view.types[whole] == view.types[name]:
                yield f"sorted({name}) == sorted({whole})"
    yield from _members(view, way)
    yield from _divisions(view, ints, fixed)


def _guards(view: View) -> Iterator[str]:
    """The guard of a `while`, with room for its last step."""
    if not isinstance(view.node, ast.While):
        return
    for part in ast.walk(view.node.test):
        match part:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                one, other = ast.unparse(left), ast.unparse(right)
                if isinstance(op, ast.Lt):
                    yield f"{one} <= {other}"
                elif isinstance(op, ast.LtE):
                    yield f"{one} <= {other} + 1"
                elif isinstance(op, ast.Gt):
                    yield f"{one} >= {other}"
                elif isinstance(op, ast.GtE):
                    yield f"{one} >= {other} - 1"
            case _:
                pass


def _guard_so_far(view: View, way: Progress) -> Iterator[str]:
    """What the guard of a counting `while` asked was true of every number before this one."""
    if not isinstance(view.node, ast.While) or way.drawn is None or way.target is None:
        return
    test = view.node.test
    for part in test.values if isinstance(test, ast.BoolOp) else [test]:
        if _speaks_of_draws(view, way, [part]):
            yield f"all({ast.unparse(part)} for {ast.unparse(way.target)} in {way.drawn})"
        match part:
            case ast.Compare(
                left=ast.Subscript(value=one, slice=at),
                ops=[ast.Eq()],
                comparators=[ast.Subscript(value=other)],
            ) if ast.unparse(at) == way.position:
                head = f"[:{way.position}]"
                yield f"{ast.unparse(one)}{head} == {ast.unparse(other)}{head}"
            case _:
                pass


def _compared(view: View, way: Progress) -> Iterator[str]:
    """An item that the body compares: so are all before, or from, where the loop is."""
    for part in ast.walk(view.node):
        match part:
            case ast.Compare(left=ast.Subscript(value=ast.Name(id=whole)), comparators=[other]):
                if whole not in view.sequences() or free_names(other) & view.changed:
                    continue
                for sign in ("<", ">", "<=", ">="):
                    test = f"{whole}[j] {sign} {ast.unparse(other)}"
                    yield f"all({test} for j in range({way.position}))"
                    yield f"all({test} for j in range({way.position}, len({whole})))"
            case _:
                pass


def _together(view: View, ints: list[str]) -> Iterator[str]:
    """Two ints whose sum, or difference, stays what it was."""
    for one in ints:
        for other in ints:
            starts = view.initial.get(one), view.initial.get(other)
            if one < other and starts[0] is not None and starts[1] is not None:
                first, second = ast.unparse(starts[0]), ast.unparse(starts[1])
                yield f"{one} + {other} == ({first}) + ({second})"
                yield f"{one} - {other} == ({first}) - ({second})"


def _pairs(ints: list[str]) -> Iterator[str]:
    for one in ints:
        for other in ints:
            if one != other:
                yield f"{one} <= {other}"
                yield f"{one} <= {other} + 1"


def _members(view: View, way: Progress) -> Iterator[str]:
    """Locals that were picked out of a list, and lists of such."""
    for whole in view.sequences():
        kind = view.types[whole]
        item = kind.item if isinstance(kind, ListType) else None
        for name in sorted(view.changed & view.types.keys()):
            if item is not None and view.types[name] == item:
                yield f"{name} in {whole}"
                yield f"{name} in {whole}[:{way.position}]"
            if view.types[name] == kind and isinstance(kind, ListType):
                yield f"all(kept in {whole} for kept in {name})"


def _divisions(view: View, ints: list[str], fixed: list[str]) -> Iterator[str]:
    """`whole == quotient * divisor + rest`, as repeated subtraction keeps it."""
    wholes = (*fixed, *(f"OLD.{name}" for name in sorted(view.entry)))
    for whole in wholes:
        for one in ints:
            for other in ints:
                if one == other:
                    continue
                for divisor in fixed:
                    if divisor != whole:
                        yield f"{whole} == {one} * {divisor} + {other}"
                yield f"{whole} == {one} + {other}"
    for one in ints:
        for other in ints:
            if one != other:
                yield f"{one} == {other} * {other}"
                yield f"2 * {one} == {other} * ({other} + 1)"
                yield f"2 * {one} == {other} * ({other} - 1)"


_LIKELY: tuple[Maker, ...] = (_from_values, _from_exits, _from_contract, _from_bounds)
