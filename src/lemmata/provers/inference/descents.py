"""Candidates for loops down a value that holds others: what was passed and what is left."""

import ast
from collections.abc import Iterator

from lemmata.contracts.tasks import Task
from lemmata.contracts.types import is_recursive
from lemmata.provers.inference.texts import parsed, renamed
from lemmata.provers.inference.views import View


def descents(task: Task, view: View) -> Iterator[str]:
    """The contract asks for `size(xs)`: what is left of it, with what was counted or built.

    A variable that the loop takes down stands for the parameter that it began as.
    """
    below = [name for name in view.types if name in view.changed and is_recursive(view.types[name])]
    for clause in task.ensures:
        for call in ast.walk(parsed(clause.text)):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            for name in _parameters(call, view):
                whole = ast.unparse(renamed(call, {name: parsed(_on_entry(name, view))}))
                left = [ast.unparse(renamed(call, {name: parsed(one)})) for one in below]
                for index, one in enumerate(left):
                    yield f"{one} == {whole}"
                    yield from (f"{other} + {one} == {whole}" for other in view.ints())
                    yield from (f"{other} + {one} == {whole}" for other in left[:index])


def _parameters(call: ast.Call, view: View) -> Iterator[str]:
    for argument in call.args:
        kind = view.parameters.get(argument.id) if isinstance(argument, ast.Name) else None
        if isinstance(argument, ast.Name) and kind is not None and is_recursive(kind):
            yield argument.id


def _on_entry(name: str, view: View) -> str:
    return f"OLD.{name}" if name in view.entry else name
