"""Who calls whom in a program, and the nodes of a function's tree."""

from collections.abc import Iterable

from lemmata.language.tree import Call, Function, Program
from lemmata.language.walking import is_apart, nodes

__all__ = ["callees_first", "nodes", "reachable"]


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
    """These functions and those they reach whose bodies are proved apart, each after its callees.

    Apart are functions with a contract, with a loop, and recursive ones. Those of sealed code
    are left out: their lemmas prove them.
    """
    done: dict[str, None] = {}
    open_ended: set[str] = set()

    def visit(name: str) -> None:
        if name in done or name in open_ended or name in program.origins:
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
        if name in wanted or (name in program.functions and is_apart(program, name))
    )
