"""A loop as candidates see it: what it draws, how far it is, what stood before it."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lemmata.contracts.tasks import Task
from lemmata.contracts.types import IntType, ListType, StrType, Type
from lemmata.language.loops import loops_of
from lemmata.provers.inference.texts import LoopNode, assigned_in, parsed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a loop is: ``position`` is an int expression of the head, as text.

    ``drawn`` is what was drawn so far, as text to iterate over with the loop's own ``target``;
    ``stop`` is where the position ends, where the text says it.
    """

    position: str
    drawn: str | None
    target: ast.expr | None
    stop: ast.expr | None


@dataclass(frozen=True, slots=True)
class View:
    """One loop of a task.

    ``types`` are the names that may be read at its head, ``changed`` those that it changes,
    ``initial`` what was last assigned to a name before it, ``returns`` the values returned after
    or inside it, ``entry`` the parameters that the body assigns anew.
    """

    number: int
    node: LoopNode
    types: Mapping[str, Type]
    changed: frozenset[str]
    initial: Mapping[str, ast.expr]
    returns: tuple[ast.expr, ...]
    parameters: Mapping[str, Type]
    entry: frozenset[str]

    @property
    def index(self) -> str:
        """The count of items drawn, as hints name it."""
        return f"index_{self.number}"

    def ints(self) -> list[str]:
        """Changed names that hold an int."""
        return [name for name in self.types if self._is_changed(name, IntType)]

    def lists(self) -> list[str]:
        """Changed names that hold a list."""
        return [name for name in self.types if self._is_changed(name, ListType)]

    def fixed(self, kind: type[Type] | tuple[type[Type], ...]) -> list[str]:
        """Names of such a type that the loop leaves alone."""
        return [
            name
            for name, known in self.types.items()
            if name not in self.changed and isinstance(known, kind)
        ]

    def sequences(self) -> list[str]:
        """Lists and strings that the loop leaves alone."""
        return self.fixed((ListType, StrType))

    def _is_changed(self, name: str, kind: type[Type]) -> bool:
        return name in self.changed and isinstance(self.types[name], kind)


def views(task: Task, scopes: Mapping[int, Mapping[str, Type]]) -> tuple[View, ...]:
    """The loops of a task that hints can speak of, in the order of the text."""
    parameters = {known.name: known.type for known in task.parameters}
    entry = assigned_in(task.node.body) & parameters.keys()
    found: list[View] = []
    for number, node in enumerate(loops_of(task.node.body), 1):
        if number in scopes:
            changed = assigned_in([node])
            returns = tuple(_returns(task.node, node))
            initial = {name: parsed(f"OLD.{name}") for name in sorted(entry)}
            initial |= _initial(task.node.body, node)
            found.append(
                View(
                    number,
                    node,
                    scopes[number],
                    changed,
                    initial,
                    returns,
                    parameters,
                    frozenset(entry),
                )
            )
    return tuple(found)


def _returns(function: ast.FunctionDef, loop: LoopNode) -> Iterator[ast.expr]:
    """The values returned at or after the loop, those after it first."""
    found = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value is not None and node.lineno >= loop.lineno
    ]
    end = loop.end_lineno or loop.lineno
    yield from sorted(found, key=lambda value: (value.lineno <= end, value.lineno))


def _initial(body: Sequence[ast.stmt], loop: LoopNode) -> Iterator[tuple[str, ast.expr]]:
    for statement in body:
        if statement.lineno > loop.lineno:
            return
        for node in ast.walk(statement):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_before(node, loop):
                    yield name, value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    if _is_before(node, loop):
                        yield name, value
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    if _is_before(node, loop) and len(names) == len(values):
                        yield from _pairs(names, values)
                case _:
                    pass


def _pairs(names: list[ast.expr], values: list[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    for target, value in zip(names, values, strict=True):
        if isinstance(target, ast.Name):
            yield target.id, value


def _is_before(node: ast.stmt, loop: LoopNode) -> bool:
    return node.lineno < loop.lineno


def progress(view: View) -> tuple[Progress, ...]:
    """The ways to say how far the loop is, the plainest first."""
    if isinstance(view.node, ast.For):
        found = _drawing(view, view.node)
        return () if found is None else (found,)
    return tuple(_counting(view))


def _drawing(view: View, node: ast.For) -> Progress | None:
    index, target = view.index, node.target
    match node.iter:
        case ast.Call(func=ast.Name(id="range"), args=[stop]):
            return Progress(index, f"range({index})", target, stop)
        case ast.Call(func=ast.Name(id="range"), args=[start, stop]):
            position = f"({ast.unparse(start)}) + {index}"
            return Progress(position, f"range({ast.unparse(start)}, {position})", target, stop)
        case ast.Call(func=ast.Name(id="range"), args=[start, stop, step]):
            return _stepping(view, node, (start, stop, step))
        case ast.Call(func=ast.Name(id="enumerate"), args=[whole]):
            length = parsed(f"len({ast.unparse(whole)})")
            return Progress(index, f"enumerate({_head(whole, index)})", target, length)
        case ast.Call(func=ast.Name(id="zip"), args=[*wholes]):
            heads = ", ".join(_head(whole, index) for whole in wholes)
            return Progress(index, f"zip({heads})", target, None)
        case ast.Name() | ast.Attribute() | ast.Subscript():
            length = parsed(f"len({ast.unparse(node.iter)})")
            return Progress(index, _head(node.iter, index), target, length)
        case _:
            return Progress(index, None, None, None)


def _head(whole: ast.expr, count: str) -> str:
    return f"{ast.unparse(whole)}[:{count}]"


def _stepping(view: View, node: ast.For, bounds: tuple[ast.expr, ast.expr, ast.expr]) -> Progress:
    start, stop, step = map(ast.unparse, bounds)
    position = f"({start}) + {view.index} * ({step})"
    if step == "-1":
        position = f"({start}) - {view.index}"
    drawn = f"range({start}, {position}, {step})"
    return Progress(position, drawn, node.target, bounds[1] if stop else None)


def _counting(view: View) -> Iterator[Progress]:
    """Ints that a `while` changes; what counts up from a start has drawn a range."""
    for name in view.ints():
        start = view.initial.get(name)
        drawn = None
        if start is not None and not _names(start) & view.changed:
            drawn = f"range({ast.unparse(start)}, {name})"
        yield Progress(name, drawn, ast.Name(name), _bound_of(view.node, name))


def _names(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _bound_of(node: LoopNode, name: str) -> ast.expr | None:
    """What the guard compares the name with, if it does so directly."""
    if not isinstance(node, ast.While):
        return None
    for part in ast.walk(node.test):
        match part:
            case ast.Compare(left=ast.Name(id=left), ops=[_], comparators=[other]):
                if left == name:
                    return other
            case _:
                pass
    return None
