"""Who calls whom in a program, and the nodes of a function's tree."""

from collections.abc import Iterable, Iterator
from typing import get_args

from lemmata.language import tree
from lemmata.language.tree import Call, Function, Program

_NODES = (
    tree.Function,
    tree.Condition,
    tree.Case,
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


def reachable(program: Program, name: str) -> tuple[Function, ...]:
    """The function and everything it calls, in bodies and contracts, directly or not."""
    found: dict[str, Function] = {}
    pending = [name]
    while pending:
        current = pending.pop()
        function = program.functions.get(current)
        if function is not None and current not in found:
            found[current] = function
            pending.extend(node.function for node in nodes(function) if isinstance(node, Call))
    return tuple(found.values())


def callees_first(program: Program, names: Iterable[str]) -> tuple[str, ...]:
    """These functions and the ones with a contract that they reach, each after its callees."""
    done: dict[str, None] = {}
    open_ended: set[str] = set()

    def visit(name: str) -> None:
        if name in done or name in open_ended:
            return
        open_ended.add(name)
        for node in nodes(program.functions.get(name)):
            if isinstance(node, Call):
                visit(node.function)
        done[name] = None

    wanted = list(names)
    for name in wanted:
        visit(name)
    return tuple(
        name
        for name in done
        if name in wanted or (name in program.functions and program.functions[name].has_contract)
    )
