"""Candidate measures: ints that may decrease with every iteration, or every recursive call."""

import ast
from collections.abc import Iterator, Mapping

from lemmata.contracts.tasks import Task
from lemmata.contracts.types import IntType, ListType, StrType, Type, is_recursive
from lemmata.provers.inference.views import View

Measure = tuple[str, ...]
"""Texts of ints, the first that changes decides."""


def loop_measures(view: View) -> tuple[Measure, ...]:
    """Candidates for a `while`, each once, the likeliest first."""
    single = list(dict.fromkeys([*_from_guard(view), *_from_names(view)]))
    found: list[Measure] = [(one,) for one in single]
    found += [(one, other) for one in single[:4] for other in single[:4] if one != other]
    return tuple(found)


def _from_guard(view: View) -> Iterator[str]:
    if not isinstance(view.node, ast.While):
        return
    for part in ast.walk(view.node.test):
        match part:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                one, other = ast.unparse(left), ast.unparse(right)
                if isinstance(op, ast.Lt | ast.LtE):
                    yield f"{other} - ({one})"
                elif isinstance(op, ast.Gt | ast.GtE):
                    yield f"{one} - ({other})"
                elif isinstance(op, ast.NotEq):
                    yield f"abs({one} - ({other}))"
            case ast.Name(id=name) if name in view.changed and name in view.types:
                yield from _size(name, view.types[name])
            case _:
                pass


def _from_names(view: View) -> Iterator[str]:
    for name in view.types:
        if name in view.changed:
            yield from _size(name, view.types[name])
    for name in view.ints():
        for whole in view.sequences():
            yield f"len({whole}) - {name}"
        for other in (*view.fixed(IntType), *view.ints()):
            if other != name:
                yield f"{other} - {name}"


def _size(name: str, kind: Type) -> Iterator[str]:
    if isinstance(kind, IntType):
        yield name
        yield f"abs({name})"
    elif isinstance(kind, ListType | StrType):
        yield f"len({name})"
    elif is_recursive(kind):
        yield name


def recursion_measures(task: Task) -> tuple[Measure, ...]:
    """Candidates for a function that calls itself, over its parameters."""
    sizes = [size for known in task.parameters for size in _size(known.name, known.type)]
    ints = [known.name for known in task.parameters if isinstance(known.type, IntType)]
    wholes = [known.name for known in task.parameters if isinstance(known.type, ListType | StrType)]
    single = [
        *sizes,
        *(f"len({whole}) - {name}" for whole in wholes for name in ints),
        *(f"{one} - {other}" for one in ints for other in ints if one != other),
        *(f"{one} + {other}" for one in sizes for other in sizes if one < other),
    ]
    found: list[Measure] = [(one,) for one in dict.fromkeys(single)]
    found += [(one, other) for one in sizes for other in sizes if one != other]
    return tuple(found)


def heights(tasks: Mapping[str, Task]) -> tuple[Mapping[str, Measure], ...]:
    """For each function the height of its first parameter that has one, where all have."""
    found = {
        name: (next(known.name for known in task.parameters if is_recursive(known.type)),)
        for name, task in tasks.items()
        if any(is_recursive(known.type) for known in task.parameters)
    }
    return (found,) if len(found) == len(tasks) > 1 else ()
