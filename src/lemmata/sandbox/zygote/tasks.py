"""What a forked process does with the functions and clauses of a task file.

A task file comes as compiled code, and only what the language's parser accepted is in it.
"""

from __future__ import annotations

import builtins
import marshal
import sys

from .filters import OUTPUT
from .frames import write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


class Old:
    """The arguments on entry, as attributes: ``OLD.x``."""


class Part:
    """A sealed module, for `from module import name`."""


def namespace(image: dict[str, Any]) -> dict[str, Any]:
    """Run the module's definitions; code sees only the builtins and modules of the image.

    The sealed modules that it imports run first, each in a space of its own.
    """
    parts: dict[str, Part] = {}

    def guarded_import(
        name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0
    ) -> Any:
        if not level and wanted and name in parts:
            return parts[name]
        if level or name not in image["modules"]:
            raise ImportError("a task may not import " + name)
        return sys.modules[name]

    allowed = {name: getattr(builtins, name) for name in image["builtins"]}
    allowed["__import__"] = guarded_import
    allowed["__build_class__"] = builtins.__build_class__
    # `dataclass` looks a class's module up by name where an annotation is a string, and writes
    # `__eq__` and `__hash__` for its names: an empty one, with all builtins.
    sys.modules["task"] = type(sys)("task")
    for name, code in image["parts"]:
        made = Part()
        vars(made).update(executed(code, allowed))
        parts[name] = made
    return executed(image["code"], allowed)


def executed(code: bytes, allowed: dict[str, Any]) -> dict[str, Any]:
    """The names that the code binds at its top level."""
    space: dict[str, Any] = {"__name__": "task", "__builtins__": allowed}
    exec(marshal.loads(code), space)  # noqa: S102 - running it is the job
    return space


def live(space: dict[str, Any], value: Any) -> Any:
    """The Python value that a wire value stands for."""
    if not isinstance(value, tuple):
        return value
    tag = value[0]
    if tag == "t":
        return tuple([live(space, item) for item in value[1]])
    if tag == "f":
        return sys.modules["fractions"].Fraction(value[1], value[2])
    if tag == "e":
        return space[value[1]][value[2]]
    if tag == "l":
        return [live(space, item) for item in value[1]]
    if tag == "S":
        return {live(space, item) for item in value[1]}
    if tag == "d":
        return {live(space, key): live(space, held) for key, held in value[1]}
    if tag == "c":
        rows = [(live(space, given), live(space, gives)) for given, gives in value[1]]
        otherwise = live(space, value[2])
        return lambda *given: next((gives for known, gives in rows if known == given), otherwise)
    values = [live(space, item) for item in value[3]]
    return space[value[1]](**dict(zip(value[2], values, strict=True)))


def hexed(text: str) -> str:
    """The text as a JSON string of hexadecimal digits."""
    return '"' + text.encode("utf-8", "surrogatepass").hex() + '"'


def wire(value: Any) -> str:
    """JSON text of a value with the name of its exact type; hexadecimal, so nothing to escape."""
    kind = type(value)
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    if kind is int:
        return f'["i","{value:x}"]'
    if kind is str:
        return '["s",' + hexed(value) + "]"
    if kind is tuple or kind is list:
        tag = '["t",[' if kind is tuple else '["l",['
        return tag + ",".join([wire(item) for item in value]) + "]]"
    if kind is set:
        return '["S",[' + ",".join(sorted([wire(item) for item in value])) + "]]"
    if kind is dict:
        inner = ",".join([wire(key) + "," + wire(held) for key, held in value.items()])
        return '["d",[' + inner + "]]"
    if "fractions" in sys.modules and kind is sys.modules["fractions"].Fraction:
        return f'["f","{value.numerator:x}","{value.denominator:x}"]'
    if "enum" in sys.modules and isinstance(value, sys.modules["enum"].Enum):
        return '["e",' + hexed(kind.__name__) + "," + hexed(value._name_) + "]"
    if hasattr(kind, "__dataclass_fields__"):
        fields = [(name, getattr(value, name)) for name in kind.__dataclass_fields__]
        inner = ",".join([hexed(name) + "," + wire(item) for name, item in fields])
        return '["r",' + hexed(kind.__name__) + ",[" + inner + "]]"
    return '["?",' + hexed(kind.__name__) + "]"


def called(path: str, function: Callable[..., Any], values: Sequence[Any]) -> str:
    """JSON text of what a call did; of the first argument that it changed, if it changed one."""
    before = [wire(value) for value in values]
    said = outcome(path, function, *values)
    for index, (value, shown) in enumerate(zip(values, before)):  # noqa: B905 - as many
        if wire(value) != shown:
            return f'["m",{index}]'
    return said


def outcome(path: str, run: Callable[..., Any], *arguments: Any) -> str:
    """JSON text of what running did: a value, an exception, or a limit of the machine."""
    try:
        return '["v",' + wire(run(*arguments)) + "]"
    except RecursionError:
        return '["l","recursion"]'
    except MemoryError:
        return '["l","memory"]'
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the outcome
        line, trace = 0, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == path:
                line = trace.tb_lineno
            trace = trace.tb_next
        name, message = hexed(type(error).__name__), hexed(str(error)[:500])
        return f'["x",{name},{message},{line}]'


def judge(
    path: str,
    space: dict[str, Any],
    clauses: Sequence[Any],
    variables: dict[str, Any],
    old: dict[str, Any] | None,
) -> str:
    """JSON text of the first clause that is not true, with its outcome; its index, counted."""
    scope = dict(space)
    scope.update(variables)
    if old is not None:
        scope["OLD"] = Old()
        scope["OLD"].__dict__.update(old)
    for index, clause in enumerate(clauses):
        said = outcome(path, truth, clause, scope)
        if said != '["v",true]':
            return f'["j",{index},{said}]'
    return f'["j",{len(clauses)},null]'


def truth(clause: Any, scope: dict[str, Any]) -> bool:
    """Whether a compiled clause is true."""
    return bool(eval(clause, scope))  # noqa: S307 - evaluating it is the job


def work(image: dict[str, Any], request: dict[str, Any]) -> None:
    """One line for each item: what a call did, or the first clause that is not true."""
    path = image["path"]
    space = namespace(image)
    if request["kind"] == "call":
        function = space[request["name"]]
        for arguments in request["items"]:
            values = [live(space, value) for value in arguments]
            write_all(OUTPUT, called(path, function, values).encode() + b"\n")
        return
    clauses = [marshal.loads(code) for code in request["clauses"]]
    for variables, old in request["items"]:
        scope = {name: live(space, value) for name, value in variables.items()}
        before = None if old is None else {name: live(space, old[name]) for name in old}
        write_all(OUTPUT, judge(path, space, clauses, scope, before).encode() + b"\n")
