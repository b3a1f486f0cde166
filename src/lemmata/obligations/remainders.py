"""Whether a proof speaks of divisors: then its remainders go by a name that has laws.

A script with laws has no model that could be believed, so they come only where a clause asks what
a bound variable divides, or what the result of a loop or of recursion does.
"""

from collections.abc import Iterator

from lemmata.language.tree import Apply, Comprehension, Function, Name, Operation, Program
from lemmata.language.walking import called, has_loop, names_of, nodes, recursive


def speaks_of_divisors(program: Program, function: Function) -> bool:
    """Whether the function, or what it calls, asks for remainders by what varies in a clause."""
    repeats = has_loop(function) or bool(recursive(program, function.name))
    pending, done = [function.name], set[str]()
    while pending:
        name = pending.pop()
        known = program.functions.get(name)
        if known is None or name in done:
            continue
        done.add(name)
        if _by_bound(known) or (repeats and "result" in _divisors(known.ensures)):
            return True
        pending.extend(called(known))
    return False


def _by_bound(function: Function) -> bool:
    return any(
        not set(names_of(node.target)).isdisjoint(_divisors((node.element, node.tests)))
        for node in nodes(function)
        if isinstance(node, Comprehension)
    )


def _divisors(root: object) -> Iterator[str]:
    """The names by which something below is divided with a remainder."""
    for node in nodes(root):
        match node:
            case Apply(operation=Operation.MODULO, arguments=(_, Name(name=name))):
                yield name
            case _:
                pass
