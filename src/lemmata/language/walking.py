"""Walking the tree: its nodes, the functions that they call, the names that they assign."""

from collections.abc import Iterable, Iterator
from typing import get_args

from lemmata.language import tree
from lemmata.language.tree import (
    Assign,
    Call,
    CapturePattern,
    For,
    Function,
    Program,
    Stmt,
    Target,
)

_NODES = (
    tree.Function,
    tree.Condition,
    tree.Case,
    tree.Loop,
    *get_args(tree.Source),
    *get_args(tree.Pattern),
    *get_args(tree.Stmt),
    *get_args(tree.Expr),
)


def nodes(root: object) -> Iterator[object]:
    """Every node of the tree below ``root``, itself included; samples of a contract too."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(reversed(node))
        elif isinstance(node, _NODES):
            yield node
            pending.extend(getattr(node, name) for name in reversed(node.__slots__))
        elif isinstance(node, tree.Sample):
            yield node


def called(root: object) -> tuple[str, ...]:
    """The functions called anywhere below ``root``, each once, in the order of the tree."""
    return tuple(dict.fromkeys(node.function for node in nodes(root) if isinstance(node, Call)))


def assigned(statements: Iterable[Stmt]) -> frozenset[str]:
    """Every name that the statements may bind."""
    found: set[str] = set()
    for node in nodes(tuple(statements)):
        match node:
            case Assign(target=target) | For(target=target):
                found.update(names_of(target))
            case CapturePattern(name=str() as name):
                found.add(name)
            case _:
                pass
    return frozenset(found)


def names_of(target: Target) -> Iterator[str]:
    """The names in a target."""
    if isinstance(target, str):
        yield target
    else:
        for part in target:
            yield from names_of(part)


def has_loop(function: Function) -> bool:
    """Whether the body holds a loop."""
    return any(isinstance(node, tree.While | tree.For) for node in nodes(function.body or ()))


def is_apart(program: Program, name: str) -> bool:
    """Whether calls of a function go by its contract: its body cannot be written out in place."""
    function = program.functions[name]
    if function.has_contract or function.body is None or has_loop(function):
        return True
    return bool(recursive(program, name))


def rests_on_sealed(program: Program, name: str) -> tuple[str, ...]:
    """The sealed contracts that the function's body and contract rest on, directly or not."""
    found: dict[str, None] = {}
    pending = [name]
    while pending:
        current = pending.pop()
        if current not in found and current in program.functions:
            found[current] = None
            if not program.is_sealed(current):
                pending.extend(called(program.functions[current]))
    return tuple(known for known in found if known != name and program.is_sealed(known))


def recursive(program: Program, name: str) -> frozenset[str]:
    """The functions that call each other in a circle with ``name``, itself included; or none."""
    below = _reachable(program, name)
    return frozenset(other for other in below if name in _reachable(program, other))


def _reachable(program: Program, name: str) -> frozenset[str]:
    """What the body of ``name`` calls, directly or not; ``name`` only if it is called again."""
    found: set[str] = set()
    pending = [name]
    while pending:
        function = program.functions.get(pending.pop())
        if function is None:
            continue
        for callee in called(function.body or ()):
            if callee not in found:
                found.add(callee)
                pending.append(callee)
    return frozenset(found)
