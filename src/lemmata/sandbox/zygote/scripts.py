"""What a forked process does with any Python text: compile it, run it, call a function of it.

The text is compiled behind the walls, never in the zygote. What is imported for it beforehand are
modules of the standard library: behind the walls no file can be read.
"""

from __future__ import annotations

import builtins
import gc
import io
import sys

from .filters import INPUT, OUTPUT
from .frames import read_frame, write_all
from .plain_values import hexed, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

LATER = (
    "_strptime",
    "encodings.ascii",
    "encodings.cp1252",
    "encodings.iso8859_15",
    "encodings.latin_1",
    "encodings.utf_16",
    "encodings.utf_32",
    "encodings.utf_8_sig",
    "unicodedata",
)
"""Modules that the interpreter itself imports late: for names of characters, dates, encodings."""

ALLOWED = dict(vars(builtins))
"""What a text sees without an import; made before any fork, where it would copy pages."""

NAME = "candidate"
MESSAGE_CHARACTERS = 500


class Nowhere(io.RawIOBase):
    """A stream that takes everything and gives nothing."""

    def readable(self) -> bool:
        """It reads as an empty file."""
        return True

    def writable(self) -> bool:
        """It takes what is written."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """The end of the file."""
        return 0

    def write(self, data: Any, /) -> int:
        """All of it was taken."""
        return len(data)


class Silent(io.TextIOWrapper):
    """A standard stream that leads nowhere."""


def load(names: Iterable[str]) -> None:
    """Import what texts may import, in the zygote, so that every later fork has it.

    Raises:
        ImportError: this interpreter's standard library has no such module.
    """
    if not isinstance(sys.stdin, Silent):  # before anything that prints while it is imported
        sys.stdin = Silent(io.BufferedReader(Nowhere()), "utf-8")
        sys.stdout = Silent(io.BufferedWriter(Nowhere()), "utf-8")
        sys.stderr = Silent(io.BufferedWriter(Nowhere()), "utf-8")
        compile("", "<nothing>", "exec")  # the first one makes a hundred types: here, and once
    for name in (*LATER, *names):
        if name not in sys.modules:
            __import__(name)
    gc.freeze()  # a collection in a fork would copy every page of what is loaded


def work(request: dict[str, Any]) -> None:
    """One line for each item that comes in, with the secret that came with it."""
    gc.enable()
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
    path = request["path"]
    function, failure = made(request, path)
    while (item := read_frame(INPUT)) is not None:
        secret, arguments = item
        said = failure or did(path, function, arguments)
        write_all(OUTPUT, secret + said.encode() + b"\n")


def made(request: dict[str, Any], path: str) -> tuple[Any, str]:
    """The function that the text defines, or JSON text of what kept it from being made."""
    ALLOWED["__import__"] = guard(frozenset(request["modules"]))
    module = sys.modules[NAME] = type(sys)(NAME)  # dataclasses look their module up
    space: dict[str, Any] = module.__dict__
    space["__builtins__"] = ALLOWED

    def define() -> Any:
        exec(compile(request["source"], path, "exec", dont_inherit=True), space)  # noqa: S102
        if request["function"] not in space:
            raise NameError("the text defines no " + request["function"])
        return space[request["function"]]

    try:
        return define(), ""
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the outcome
        return None, failed(path, error)


def guard(modules: frozenset[str]) -> Callable[..., Any]:
    """An import that knows only these modules, their parts, and what the interpreter asks for.

    It keeps a text to its word and is no wall: whoever is behind it can reach what is loaded.
    """

    def guarded_import(
        name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0
    ) -> Any:
        parts = name.split(".")
        parents = {".".join(parts[: size + 1]) for size in range(len(parts))}
        inner = any(known.startswith(name + ".") for known in modules)
        # The interpreter itself asks with a list: for `time` in `strftime`, say.
        if level or not (parents & modules or inner or type(wanted) is list):
            raise ImportError(f"importing {name} is not allowed here", name=name)
        return __import__(name, scope, local, wanted, level)

    return guarded_import


def did(path: str, function: Any, arguments: list[Any]) -> str:
    """JSON text of what a call did, with the indexes of the arguments that it changed."""
    try:
        before = [wire(value) for value in arguments]
        value = wire(driven(function(*arguments)))
        changed = [
            str(index)
            for index, (argument, shown) in enumerate(zip(arguments, before))  # noqa: B905
            if wire(argument) != shown
        ]
        return f'["v",{value},[{",".join(changed)}]]'
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the outcome
        return failed(path, error)


def driven(value: Any) -> Any:
    """The value, or what a coroutine returns that waits for nothing."""
    if type(value).__name__ != "coroutine":
        return value
    try:
        value.send(None)
    except StopIteration as done:
        return done.value
    value.close()
    raise RuntimeError("the function waits for something outside the sandbox")


def failed(path: str, error: BaseException) -> str:
    """JSON text of an exception, or of the limit of the machine that it is."""
    if isinstance(error, RecursionError):
        return '["l","recursion"]'
    if isinstance(error, MemoryError):
        return '["l","memory"]'
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == path:
        line = error.lineno or 0
    try:
        message = str(error)[:MESSAGE_CHARACTERS]
        name = str(type(error).__name__)[:MESSAGE_CHARACTERS]
        return f'["x",{hexed(name)},{hexed(message)},{int(line)}]'
    except BaseException:  # noqa: BLE001 - an exception that cannot even be shown
        return f'["x",{hexed("Exception")},{hexed("it cannot be shown")},0]'
