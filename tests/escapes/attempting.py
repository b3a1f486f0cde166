"""Running every attempt of `attempts/` behind the walls, and telling who was touched by it.

Started as a program it runs the attempts that are quick, prints what each did as JSON, and so can
be run as another user.
"""

import ast
import json
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from lemmata.sandbox import Did, Gave, SandboxLimits, Script, Scripts, Stopped, Threw, Walls

ATTEMPTS = Path(__file__).with_name("attempts")
LIMITS = SandboxLimits(
    cpu_seconds=1, wall_seconds=0.5, memory_bytes=192 << 20, output_bytes=1 << 20
)
NOBODY = 65534
REFUSALS = ("BlockingIOError", "ModuleNotFoundError", "OSError", "PermissionError", "gaierror")
"""Exceptions by which a system, or an interpreter that can read no file, says no."""

OTHER_ENDS = {
    "files.make_a_database": "OperationalError",
    "files.make_a_temporary_file": "FileNotFoundError",
    "interpreter.end_with_success": "SystemExit",
    "interpreter.name_an_exception_badly": 'x","y"],["v",true,[]]\n',
    "network.fetch_a_page": "URLError",
    "processes.raise_files": "ValueError",
    "processes.raise_own_limits": "ValueError",
    "processes.set_an_alarm": "itimer_error",
    "processes.start_a_thread": "RuntimeError",
    "processes.start_threads_without_end": "RuntimeError",
}
"""Attempts that end in an exception of another name."""


class Attempt(NamedTuple):
    """One function of a file of attempts."""

    file: str
    function: str

    def __str__(self) -> str:
        return f"{self.file}.{self.function}"


def every_attempt() -> list[Attempt]:
    """All public functions that take what an attempt is told about its surroundings."""
    return [
        Attempt(path.stem, node.name)
        for path in sorted(ATTEMPTS.glob("*.py"))
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and [a.arg for a in node.args.args] == ["about"]
    ]


def script_of(attempt: Attempt) -> Script:
    """The attempt as a script that may import whatever its file does, and a few modules more."""
    source = (ATTEMPTS / f"{attempt.file}.py").read_text()
    imported = {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return Script(source, attempt.function, tuple(sorted(imported)), f"{attempt.file}.py")


class Surroundings(NamedTuple):
    """What stands around the sandbox: files, sockets, processes and a value that nobody may see."""

    about: dict[str, Any]
    sockets: Sequence[socket.socket]
    expected: str

    def harm(self) -> list[str]:
        """What was touched outside the sandbox."""
        folder = Path(self.about["folder"])
        found = [] if sorted(p.name for p in folder.iterdir()) == ["secret"] else ["the folder"]
        if (folder / "secret").read_text() != "secret" + self.about["hint"]:
            found.append("the file")
        for held in self.sockets:
            try:
                if held.type == socket.SOCK_STREAM:
                    held.accept()[0].close()
                else:
                    held.recv(1)
                found.append(str(held.getsockname()))
            except BlockingIOError:
                continue
        return found


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """A folder with a file, and sockets of each kind that listen."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o777)
        hint = secrets.token_hex(8)
        (folder / "secret").write_text("secret" + hint)
        (folder / "secret").chmod(0o666)
        sockets = [
            socket.create_server(("127.0.0.1", 0)),
            socket.socket(type=socket.SOCK_DGRAM),
            socket.socket(socket.AF_UNIX),
            socket.socket(socket.AF_UNIX),
        ]
        sockets[1].bind(("127.0.0.1", 0))
        unix = stack.enter_context(tempfile.TemporaryDirectory()) + "/s"
        sockets[2].bind(unix)
        sockets[3].bind("\0" + hint)
        for held in sockets:
            stack.enter_context(held)
            held.setblocking(False)
        for held in sockets[2:]:
            held.listen()
        about = {
            "folder": str(folder),
            "file": str(folder / "secret"),
            "hint": hint,
            "parent": os.getpid(),
            "tcp": sockets[0].getsockname()[1],
            "udp": sockets[1].getsockname()[1],
            "unix": unix,
            "abstract": hint,
        }
        yield Surroundings(about, sockets, hint + "-expected")


def judge(attempt: Attempt, did: Did) -> str:
    """What is wrong with how an attempt ended; nothing where it was refused or stopped."""
    if isinstance(did, Gave):
        return f"won {did.value!r}" if did.value else ""
    if isinstance(did, Threw) and did.error not in (*REFUSALS, OTHER_ENDS.get(str(attempt))):
        return f"ended in {did.error}: {did.message}"
    return ""


def shown(did: Did) -> str:
    """How an attempt ended, in a few words."""
    match did:
        case Gave():
            return "nothing"
        case Threw(error=error, message=message):
            return f"{error}: {message}"[:80]
        case Stopped(limit=limit):
            return limit


def main() -> None:
    """Run the quick attempts in the walls that are chosen, and print what is wrong and what not."""
    report: dict[str, list[str]] = {}
    with surroundings() as around, Scripts(LIMITS, walls=Walls(sys.argv[1])) as scripts:
        for attempt in every_attempt():
            if not attempt.function.endswith("without_end"):
                did = scripts.run(script_of(attempt), [{**around.about, "zygote": os.getpid()}])
                report[str(attempt)] = [judge(attempt, did), shown(did)]
        harm = around.harm()
    print(json.dumps({"user": os.geteuid(), "harm": harm, "attempts": report}))


if __name__ == "__main__":
    main()
