"""The zygote: runs alone, under ``python -I -S -B``, and knows nothing of Lemmata.

It reads frames from standard input and answers frames on standard output. The first frame is
the image of a task file (compiled code, never source text it would have to trust less); another
image may replace it. Every other frame is a batch of calls or of judgements; the zygote forks,
the forked process confines itself, runs the module's definitions and the batch, and writes one
line of JSON for each item to a pipe of its own. The zygote runs nothing of a task file itself,
so no call can spoil the next, and an answer can only come from the process that was forked for
its question.

Frames to the zygote: 8 bytes of length, then ``marshal`` (both ends are one interpreter).
Frames from it: a status byte, 8 bytes of CPU microseconds spent so far, 8 bytes of length, bytes.
Status: ``R`` all ran, ``W`` wall limit, ``O`` output limit, ``S`` killed by a signal, ``E`` the
forked process ended with an error.
"""

from __future__ import annotations

import builtins
import gc
import marshal
import os
import resource
import select
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

NOBODY = 65534
SIGKILL = 9  # the same everywhere; importing `signal` would double the time to start
MICROSECONDS = 1_000_000


class Old:
    """The arguments on entry, as attributes: ``OLD.x``."""


def read_frame() -> Any:
    """The next request, or None at the end of the input."""
    size = read_exactly(8)
    return marshal.loads(read_exactly(int.from_bytes(size, "big"))) if size else None


def read_exactly(size: int) -> bytes:
    """That many bytes, or none at the end of the input."""
    parts = []
    while size:
        part = os.read(0, min(size, 1 << 20))
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """Write to a descriptor, whatever the pipe takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def answer(status: bytes, payload: bytes) -> None:
    """Write one frame for the parent, with the CPU time of this process and its children."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent = int(sum(usage.ru_utime + usage.ru_stime for usage in usages) * MICROSECONDS)
    write_all(1, status + spent.to_bytes(8, "big") + len(payload).to_bytes(8, "big") + payload)


def confine(limits: Sequence[tuple[str, int]]) -> list[str]:
    """Give up what the standard library lets a process give up. Returns what did not work."""
    failed: list[str] = []
    os.setsid()
    if os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        except OSError:
            failed.append("user")
    for name, value in limits:
        try:
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (value, value))
        except (AttributeError, OSError, ValueError):
            failed.append(name)
    return failed


def namespace(image: dict[str, Any]) -> dict[str, Any]:
    """Run the module's definitions; code sees only the builtins and modules of the image."""

    def guarded_import(
        name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0
    ) -> Any:
        if level or name not in image["modules"]:
            raise ImportError("a task may not import " + name)
        return sys.modules[name]

    allowed = {name: getattr(builtins, name) for name in image["builtins"]}
    allowed["__import__"] = guarded_import
    allowed["__build_class__"] = builtins.__build_class__
    space: dict[str, Any] = {"__name__": "task", "__builtins__": allowed}
    exec(marshal.loads(image["code"]), space)  # noqa: S102 - running it is the job
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


def facts(failed: list[str]) -> list[str]:
    """What a confined process cannot do here, found by trying."""

    def refused(attempt: Callable[[], object]) -> str:
        try:
            attempt()
        except (OSError, ValueError):
            return "true"
        return "false"

    def fork() -> None:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)

    tried: list[tuple[str, Callable[[], object]]] = [
        ("opening files", lambda: os.open("/dev/null", os.O_RDONLY)),
        ("starting processes", fork),
        ("raising limits", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))),
    ]
    lines = ["[" + hexed(name) + "," + refused(attempt) + "]" for name, attempt in tried]
    lines.append("[" + hexed("root's rights") + "," + ("true" if os.geteuid() else "false") + "]")
    for name in ("AS", "CPU"):
        held = "false" if name in failed else "true"
        lines.append("[" + hexed("limit of " + name) + "," + held + "]")
    return lines


def work(image: dict[str, Any], request: dict[str, Any], pipe: int) -> None:
    """Everything a forked process does: confine itself, then one line for each item."""
    os.closerange(0, pipe)
    os.closerange(pipe + 1, 256)
    failed = confine(request["limits"])
    path = image["path"]
    if request["kind"] == "facts":
        write_all(pipe, "\n".join([*facts(failed), ""]).encode())
        return
    space = namespace(image)
    if request["kind"] == "call":
        function = space[request["name"]]
        for arguments in request["items"]:
            values = [live(space, value) for value in arguments]
            write_all(pipe, called(path, function, values).encode() + b"\n")
        return
    clauses = [marshal.loads(code) for code in request["clauses"]]
    for variables, old in request["items"]:
        scope = {name: live(space, value) for name, value in variables.items()}
        before = None if old is None else {name: live(space, old[name]) for name in old}
        write_all(pipe, judge(path, space, clauses, scope, before).encode() + b"\n")


def collect(pipe: int, pid: int, seconds: float, size_limit: int) -> tuple[bytes, bytes]:
    """Read a forked process's lines until it ends or passes a limit; returns (status, bytes)."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN | select.POLLHUP)
    deadline, parts, size, status = time.monotonic() + seconds, [], 0, b"R"
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            status = b"W"
            break
        part = os.read(pipe, 1 << 16)
        if not part:
            break
        parts.append(part)
        size += len(part)
        if size > size_limit:
            status = b"O"
            break
    if status != b"R":
        os.kill(pid, SIGKILL)
    ended = os.waitpid(pid, 0)[1]
    if status == b"R" and os.WIFSIGNALED(ended):
        return b"S", b"%d\n" % os.WTERMSIG(ended) + b"".join(parts)
    if status == b"R" and ended:
        return b"E", b"".join(parts)
    return status, b"".join(parts)


def fork_and_collect(image: dict[str, Any], request: dict[str, Any]) -> tuple[bytes, bytes]:
    """Let a forked process do the work; its (status, bytes)."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work(image, request, write_end)
            code = 0
        finally:
            os._exit(code)
    os.close(write_end)
    try:
        return collect(read_end, pid, request["seconds"], request["bytes"])
    finally:
        os.close(read_end)


def main() -> None:
    """Serve until the input ends: take an image and import what it needs, or work with it."""
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    gc.disable()
    image: dict[str, Any] = {}
    while (request := read_frame()) is not None:
        if request["kind"] == "image":
            image = request
            for name in image["modules"]:
                __import__(name)
            answer(b"R", b"ready")
        else:
            answer(*fork_and_collect(image, request))


if __name__ == "__main__":
    main()
