"""What a client is told of a task and of its session."""

import ast
import hashlib
from pathlib import Path
from typing import cast

from lemmata import __version__
from lemmata.cli.output import SHAPE_VERSION
from lemmata.contracts.attempts import Distance
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError, DataError, Place
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Example, Module, Task
from lemmata.gates import nearest_policies
from lemmata.generators.transcripts import task_digest
from lemmata.serving.sessions import Store
from lemmata.serving.shapes import RequirementShape, SessionShape, TriedShape


def task_named(module: Module, name: str) -> Task:
    """The function with a contract that is meant.

    Raises:
        UnsupportedError: it is outside the language.
        ChoiceError: the file has no such function, or it has no contract.
    """
    task = module.tasks.get(name)
    if task is None and name in module.unsupported:
        raise module.unsupported[name]
    if task is None or not task.has_contract:
        tasks = [known for known, task in module.tasks.items() if task.has_contract]
        raise ChoiceError(
            f"{name} has no contract" if task else f"no function {name!r}",
            place=Place(module.path),
            remedy=f"the tasks here are {', '.join(tasks) or 'none'}",
        )
    return task


def session_digest(module: Module, name: str) -> str:
    """What attempts were judged by: the task's meaning, the policy, and this version of Lemmata.

    Raises:
        FileError, PolicyError: the policy file cannot be used.
    """
    policy = nearest_policies(Path(module.path)).path
    text = policy.read_bytes() if policy else b""
    parts = (__version__.encode(), task_digest(module, name).encode(), text)
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def session_of(store: Store, module: Module, name: str) -> SessionShape:
    """The session of a task, as it is now."""
    task_named(module, name)
    return store.read(module.path, name, session_digest(module, name))


def next_json(store: Store, module: Module, name: str) -> Json:
    """The task in its own words, and all that earlier attempts taught."""
    task, session = task_named(module, name), session_of(store, module, name)
    best = nearest(session)
    return {
        "version": SHAPE_VERSION,
        "file": module.path,
        "function": name,
        "signature": signature(task),
        "summary": task.summary,
        "requires": [clause.text for clause in task.requires],
        "ensures": [clause.text for clause in task.ensures],
        "raises": list(task.raises),
        "examples": [example_text(name, example) for example in task.examples],
        "is_open": task.is_open,
        "attempts": len(session.attempts),
        "nearest": best.model_dump() if best else None,
        "requirements": [known.model_dump() for known in requirements(session)],
        "lemma": session.lemma if session.lemma and Path(session.lemma).is_dir() else None,
        "notes": list(session.notes),
    }


def session_json(store: Store, module: Module, name: str) -> Json:
    """The whole session."""
    return cast(Json, session_of(store, module, name).model_dump())


def nearest(session: SessionShape) -> TriedShape | None:
    """The attempt that came nearest to a proof; of equals the first."""
    return min(session.attempts, key=_distance, default=None)


def _distance(known: TriedShape) -> Distance:
    """The distance as a value that can be compared.

    Raises:
        DataError: the session's file has other figures.
    """
    try:
        return Distance(**known.distance)  # type: ignore[arg-type]
    except TypeError as error:
        raise DataError(
            f"attempt {known.number} of the session has no distance: {error}",
            remedy="remove the session's file; the task starts anew",
        ) from error


def requirements(session: SessionShape) -> list[RequirementShape]:
    """What all attempts taught, each thing once, in the order in which it was learned."""
    found: list[RequirementShape] = []
    for known in session.attempts:
        found += [one for one in known.requirements if one not in found]
    return found


def signature(task: Task) -> str:
    """The ``def`` line, as the file means it."""
    node = task.node
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"def {node.name}({ast.unparse(node.args)}){returns}"


def example_text(name: str, example: Example) -> str:
    """A doctest example as one comparison."""
    given = ", ".join(f"{parameter}={text}" for parameter, text in example.arguments)
    return f"{name}({given}) == {example.expected}"


def task_text(module: Module, name: str) -> str:
    """The function as the file has it, decorators and docstring included.

    Raises: as `task_named`.
    """
    node = task_named(module, name).node
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    return "".join(split_lines(module.source)[first - 1 : node.end_lineno])
