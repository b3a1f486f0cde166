"""The guard: what happens to an input outside the type or the precondition. It is refused."""

from collections.abc import Callable, Mapping
from functools import wraps
from types import FunctionType
from typing import Any

from lemmata.artifacts.conversion import membership
from lemmata.contracts.errors import GuardError
from lemmata.contracts.tasks import Task
from lemmata.contracts.types import show

Guard = Callable[[tuple[Any, ...]], None]


def type_guard(task: Task, space: Mapping[str, Any]) -> Guard:
    """Raises GuardError for the first argument that is not of its declared type."""
    tests = tuple((known, membership(known.type, space)) for known in task.parameters)

    def guard(arguments: tuple[Any, ...]) -> None:
        for (known, is_member), value in zip(tests, arguments, strict=True):
            if not is_member(value):
                raise GuardError(
                    f"{task.name}: {known.name} is {_shown(value)}, not a {show(known.type)}",
                    remedy="pass a value of exactly the declared type",
                )

    return guard


def precondition_guard(task: Task, space: Mapping[str, Any]) -> Guard:
    """Raises GuardError for the first clause of the precondition that is not true.

    The clauses are compiled once; the language's parser accepted them before.
    """
    names = ", ".join(known.name for known in task.parameters)
    globals_ = dict(space)
    tests = tuple(
        (clause, eval(f"lambda {names}: (\n{clause.text}\n)", globals_))  # noqa: S307 - as sealed
        for clause in task.requires
    )

    def guard(arguments: tuple[Any, ...]) -> None:
        for clause, test in tests:
            try:
                is_met = test(*arguments)
            except Exception as error:
                raise _refusal(task, arguments, f"{clause.text} raises {error!r}") from error
            if not is_met:
                raise _refusal(task, arguments, f"{clause.text} is false")

    return guard


def guarded(function: FunctionType, task: Task, guards: tuple[Guard, ...]) -> Callable[..., Any]:
    """The function behind the guards; the limits of the machine become GuardErrors too."""
    names = tuple(known.name for known in task.parameters)

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        if named or len(arguments) != len(names):
            arguments = _bound(task, names, arguments, named)
        for guard in guards:
            guard(arguments)
        try:
            return function(*arguments)
        except (RecursionError, MemoryError) as error:
            raise GuardError(
                f"{task.name} reached a limit of the interpreter: {type(error).__name__}",
                remedy="the proof assumes that this does not happen; use smaller inputs",
            ) from error

    return call


def _bound(
    task: Task, names: tuple[str, ...], arguments: tuple[Any, ...], named: Mapping[str, Any]
) -> tuple[Any, ...]:
    rest = names[len(arguments) :]
    if len(arguments) > len(names) or set(named) != set(rest):
        raise TypeError(f"{task.name} takes exactly the arguments {', '.join(names) or '(none)'}")
    return (*arguments, *(named[name] for name in rest))


def _refusal(task: Task, arguments: tuple[Any, ...], what: str) -> GuardError:
    pairs = zip(task.parameters, arguments, strict=True)
    shown = ", ".join(f"{known.name}={_shown(value)}" for known, value in pairs)
    return GuardError(
        f"{task.name}({shown}) is outside the precondition: {what}",
        remedy="the lemma says nothing about this input; decide it another way",
    )


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - any class may come in, and its repr may fail
        text = f"a {type(value).__name__} whose repr raises {type(error).__name__}"
    return text if len(text) <= 80 else f"{text[:77]}..."
