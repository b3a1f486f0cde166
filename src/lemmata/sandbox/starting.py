"""Which walls stand around code that runs, and how a process behind them is started."""

import os
import shutil
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from lemmata.contracts.errors import ChoiceError, SandboxError

VARIABLE = "LEMMATA_SANDBOX"
ZYGOTE = Path(__file__).with_name("zygote")
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from zygote.serving import main; "
    "del sys.path[0]; main(sys.argv[2])"
)
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32")
_INSIDE = "/sandbox"
_ROOTS_NAMESPACES = (
    *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
    *("--cap-add", "CAP_KILL"),
)
"""Without a namespace of users, in which a forked process could not become nobody.

The zygote keeps what it needs to make a process nobody, and then to end it.
"""


class Walls(StrEnum):
    """What is between code that runs and this machine.

    ``KERNEL``: CPython behind landlock, seccomp and resource limits. ``BUBBLEWRAP``: the same in
    namespaces of its own, by ``bwrap``. ``LIMITS``: resource limits alone, for systems that have
    nothing better. ``MONTY``: another interpreter, for scripts alone; what it does is not what
    CPython does.
    """

    KERNEL = "kernel"
    BUBBLEWRAP = "bubblewrap"
    LIMITS = "limits"
    MONTY = "monty"


def chosen_walls() -> Walls:
    """What the variable `LEMMATA_SANDBOX` names; ``KERNEL`` where it is not set.

    Raises:
        ChoiceError: it names nothing known.
    """
    name = os.environ.get(VARIABLE) or Walls.KERNEL.value
    if name not in set(Walls):
        known = ", ".join(Walls)
        raise ChoiceError(f"{VARIABLE} is {name!r}", remedy=f"known: {known}")
    return Walls(name)


class Command(NamedTuple):
    """What starts a zygote."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]


def zygote_command(walls: Walls, hash_seed: int | None) -> Command:
    """The command of a zygote behind these walls, with a fixed hash seed or a random one.

    Raises:
        SandboxError: the walls need a tool that is not here, or run no CPython.
    """
    if walls is Walls.MONTY:
        raise SandboxError(
            "monty is another interpreter than CPython, and runs scripts alone",
            remedy=f"set {VARIABLE} to kernel, bubblewrap or limits",
        )
    # `-P -s` with an empty environment is what `-I` is, but for the variable of the hash seed.
    isolation = ("-I",) if hash_seed is None else ("-P", "-s")
    environment = {} if hash_seed is None else {"PYTHONHASHSEED": str(hash_seed)}
    options = (*isolation, "-S", "-c", START)
    if walls is Walls.BUBBLEWRAP:
        return _wrapped(options, environment)
    arguments = (sys.executable, *options, str(ZYGOTE.parent), walls.value)
    return Command(arguments, environment)


def _wrapped(options: tuple[str, ...], environment: Mapping[str, str]) -> Command:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxError(
            "bwrap is not on PATH",
            remedy=f"install bubblewrap, or set {VARIABLE} to kernel",
        )
    # A virtual environment's own interpreter may be a link out of what is bound.
    python = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    prefix = str(Path(sys.base_prefix).resolve())
    seen = [path for path in (*_SYSTEM, prefix) if Path(path).exists()]
    variables = [part for name, value in environment.items() for part in ("--setenv", name, value)]
    arguments = (
        bwrap,
        *(_ROOTS_NAMESPACES if os.geteuid() == 0 else ("--unshare-all", "--cap-drop", "ALL")),
        *("--die-with-parent", "--new-session", "--clearenv", "--chdir", "/", *variables),
        *(part for path in seen for part in ("--ro-bind", path, path)),
        *("--ro-bind", str(ZYGOTE), f"{_INSIDE}/{ZYGOTE.name}"),
        *("--", str(python), *options, _INSIDE, Walls.KERNEL.value),
    )
    return Command(arguments, {})
