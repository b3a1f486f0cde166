"""Hostile code behind the walls wins nothing, touches nothing, and ends within its limits."""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.contracts.errors import SandboxError
from lemmata.sandbox import Gave, Script, Scripts, Walls
from tests.escapes.attempting import (
    ATTEMPTS,
    LIMITS,
    NOBODY,
    Attempt,
    Surroundings,
    every_attempt,
    judge,
    script_of,
    surroundings,
)

ROOT = Path(__file__).resolve().parents[2]
UNCONFINED = Path(__file__).with_name("unconfined.py")
CONTROL = Script("def f(): return 7", "f")
SLACK_SECONDS = 20.0  # for a machine that does much else; limits are a second at most

WINNERS = {
    "files": (
        "read_a_file",
        "read_passwd",
        "open_a_path_only",
        "open_by_posix",
        "open_by_fileio",
        "open_as_code",
        "open_by_subclasses",
        "open_by_the_c_library",
        "open_by_openat2",
        "read_lines_of_it",
        "map_a_file",
        "list_a_folder",
        "list_the_root",
        "where_am_i",
        "does_it_exist",
        "may_i_read_it",
        "make_a_file_in_memory",
        "read_own_maps",
        "read_own_links",
        "copy_a_descriptor",
        "make_a_pipe",
        "watch_a_folder",
    ),
    "interpreter": (
        "decode_a_pickle",
        "read_the_environment_of_the_c_library",
    ),
    "kernel": (
        "map_code",
        "turn_data_into_code",
        "make_a_callback",
        "make_an_event",
        "make_a_timer",
        "look_at_the_load",
        "look_at_the_system",
    ),
    "network": (
        "connect_by_tcp",
        "send_by_udp",
        "connect_to_a_unix_socket",
        "connect_to_an_abstract_socket",
        "listen_by_tcp",
        "make_a_pair",
        "call_socket_by_number",
        "wait_for_descriptors",
    ),
    "processes": (
        "fork",
        "start_a_thread",
        "run_a_shell",
        "run_a_program",
        "run_by_popen",
        "spawn",
        "open_the_parent",
        "is_the_parent_there",
        "set_an_alarm",
    ),
}
"""Attempts that win wherever no wall stands, and break nothing there."""


def winners() -> list[str]:
    """Their names as `Attempt` writes them."""
    return [f"{file}.{function}" for file, functions in WINNERS.items() for function in functions]


@pytest.fixture(scope="module")
def around() -> Iterator[Surroundings]:
    """Files and sockets that are there to be reached."""
    with surroundings() as made:
        yield made


@pytest.fixture(scope="module")
def scripts() -> Iterator[Scripts]:
    """One zygote for all attempts: the last one shows that none before it did harm."""
    with Scripts(LIMITS) as made:
        yield made


def zygote_of(scripts: Scripts) -> int:
    """The zygote's process, started if it has not been."""
    assert scripts.run(CONTROL, []) == Gave(7)
    (child,) = scripts._children.values()
    assert child._process is not None
    return child._process.pid


@pytest.mark.parametrize("attempt", every_attempt(), ids=str)
def test_an_attempt_wins_nothing(scripts: Scripts, around: Surroundings, attempt: Attempt) -> None:
    """It is refused or stopped in time; files, sockets, parent and zygote are as they were."""
    zygote, start = zygote_of(scripts), time.perf_counter()
    did = scripts.run(script_of(attempt), [{**around.about, "zygote": zygote}])
    assert judge(attempt, did) == ""
    assert time.perf_counter() - start < SLACK_SECONDS
    assert around.harm() == []
    assert zygote_of(scripts) == zygote


@pytest.mark.parametrize("file", sorted(ATTEMPTS.glob("*.py")), ids=lambda path: path.stem)
def test_attempts_are_really_made(scripts: Scripts, file: Path) -> None:
    """What every file does before its first attempt works behind the walls."""
    attempt = next(one for one in every_attempt() if one.file == file.stem)
    script = script_of(attempt)
    source = script.source + "\ndef ready(): return 7\n"
    assert scripts.run(Script(source, "ready", script.modules), []) == Gave(7)


def test_there_are_enough_of_them() -> None:
    """At least a hundred, each named once, and the winners among them."""
    names = list(map(str, every_attempt()))
    assert len(names) == len(set(names)) >= 100
    assert set(winners()) <= set(names)
    functions = [
        node
        for path in ATTEMPTS.glob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name not in ("by_number", "by_name")
    ]
    assert len(functions) == len(names)


def test_without_walls_they_would_win() -> None:
    """An attempt that could win nowhere would show nothing."""
    with surroundings() as around:
        about = {**around.about, "hint": "ESCAPE", "zygote": os.getpid()}
        said = subprocess.run(
            [sys.executable, str(UNCONFINED), json.dumps(about), *winners()],
            env={"ESCAPE": "1", "PATH": os.environ.get("PATH", "")},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        assert len(around.harm()) == 4
    assert [name for name, won in json.loads(said).items() if not won] == []


@pytest.mark.slow
def test_an_ordinary_user_is_as_safe() -> None:
    """Where processes of one user could touch each other, the walls alone keep them apart."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or setpriv is None:
        pytest.skip("the other tests of this file ran as an ordinary user")
    user = [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", sys.executable]
    path = Path(__file__).with_name("attempting.py")
    around = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PATH": os.environ.get("PATH", "")}
    tried = [*user, "-B", "-c", "import tests.escapes.attempting"]
    if subprocess.run(tried, env=around, stderr=subprocess.DEVNULL, check=False).returncode:
        pytest.skip("an ordinary user can read neither this checkout nor this Python")
    done = subprocess.run(
        [*user, "-B", str(path), Walls.KERNEL.value],
        env=around,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    report = json.loads(done)
    assert report["user"] == NOBODY
    assert report["harm"] == []
    assert {name: said for name, said in report["attempts"].items() if said[0]} == {}
    assert len(report["attempts"]) >= 100


def state_of(pid: int | str) -> tuple[str, int]:
    """Its state and its parent, by `/proc`; a process that is gone is as dead as a zombie."""
    try:
        _, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")
    except OSError:
        return "Z", 0
    state, parent, *_ = rest.split()
    return state, int(parent)


def children_of(pid: int) -> list[int]:
    """Living processes whose parent it is."""
    known = {int(path.name): state_of(path.name) for path in Path("/proc").glob("[0-9]*")}
    return [child for child, (state, parent) in known.items() if state != "Z" and parent == pid]


def test_nothing_outlives_its_zygote() -> None:
    """Whoever kills the zygote, in the middle of an endless call, has ended that call as well."""
    endless = Script("def f():\n    while True: pass", "f")
    with Scripts(LIMITS._replace(cpu_seconds=20, wall_seconds=20.0)) as held:
        zygote = zygote_of(held)
        caught: list[BaseException] = []

        def run() -> None:
            try:
                held.run(endless, [])
            except SandboxError as error:
                caught.append(error)

        caller = threading.Thread(target=run)
        caller.start()
        while not (running := children_of(zygote)):
            time.sleep(0.01)
        time.sleep(0.1)
        os.kill(zygote, signal.SIGKILL)
        caller.join(SLACK_SECONDS)
        deadline = time.perf_counter() + 5
        while state_of(running[0])[0] != "Z" and time.perf_counter() < deadline:
            time.sleep(0.01)
        assert state_of(running[0])[0] == "Z"
    assert "ended without an answer" in str(caught[0])
