"""Which walls stand is chosen by name; a wall that is missing is an error, never a pass."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.contracts.errors import ChoiceError, SandboxError
from lemmata.sandbox import (
    Child,
    Gave,
    Opaque,
    SandboxLimits,
    Script,
    Scripts,
    Stopped,
    Surroundings,
    Threw,
    Walls,
    chosen_walls,
    facts,
    other_walls,
    scripts,
    starting,
)
from lemmata.sandbox.image import Image
from lemmata.sandbox.wire import read_facts
from tests.escapes.attempting import LIMITS, every_attempt, script_of, surroundings

ONE = Script("def f(): return 1", "f")
BROKEN = {
    "landlock": "walls.LANDLOCK_CREATE = 9999",
    "seccomp": "walls.ARCHITECTURES.clear()",
    "dumpable": "walls.PR_SET_DUMPABLE = 9999",
    "limit of CORE": "walls.limit = lambda name, value: False",
}
"""What stands for a system that lacks a wall, by the word that the error names it with."""


def test_the_kernels_walls_are_the_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable names others; nothing is chosen by what happens to be installed."""
    monkeypatch.delenv("LEMMATA_SANDBOX", raising=False)
    assert chosen_walls() is Walls.KERNEL
    monkeypatch.setenv("LEMMATA_SANDBOX", "limits")
    assert chosen_walls() is Walls.LIMITS
    monkeypatch.setenv("LEMMATA_SANDBOX", "paper")
    with pytest.raises(ChoiceError, match="paper"):
        chosen_walls()


@pytest.mark.parametrize("wall", sorted(BROKEN))
def test_a_missing_wall_is_an_error(monkeypatch: pytest.MonkeyPatch, wall: str) -> None:
    """Nothing runs; the error names the wall and the weaker choice, task files included."""
    start = starting.START.replace(
        "main(sys", f"from zygote import walls; {BROKEN[wall]}; main(sys"
    )
    monkeypatch.setattr(starting, "START", start)
    with Scripts() as held, pytest.raises(SandboxError, match=wall) as found:
        held.run(ONE, [])
    assert "LEMMATA_SANDBOX=limits" in str(found.value)
    (fact,) = facts()
    assert not fact.ok


def test_limits_alone_are_enough_if_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without landlock runs what it is told to run; the doctor says what is missing."""
    start = starting.START.replace(
        "main(sys", f"from zygote import walls; {BROKEN['landlock']}; main(sys"
    )
    monkeypatch.setattr(starting, "START", start)
    monkeypatch.setenv("LEMMATA_SANDBOX", "limits")
    with Scripts() as held:
        assert held.run(ONE, []) == Gave(1)
    found = {fact.name: fact.ok for fact in facts()}
    assert found["child process"] is True
    assert found["landlock"] is False
    assert found["making code"] is False


def test_landlock_stands_by_itself() -> None:
    """Files are out of reach even where system calls are not filtered."""
    child = Child(walls=Walls.KERNEL)
    said = child.ask(Image(), "facts", (), limits=(), is_filtered=False)
    child.close()
    held = read_facts(said.lines)
    assert (held["opening files"], held["listing folders"]) == (True, True)
    assert (held["making sockets"], held["making code"]) == (False, False)


@pytest.fixture
def wrapped() -> Iterator[Scripts]:
    """Scripts inside bubblewrap, where it is installed."""
    if shutil.which("bwrap") is None:
        pytest.skip("bwrap is not on PATH")
    with Scripts(LIMITS, walls=Walls.BUBBLEWRAP) as made:
        try:
            made.run(ONE, [])
        except SandboxError as error:
            pytest.skip(f"bwrap does not work here: {error}")
        yield made


def test_bubblewrap_is_one_wall_more(wrapped: Scripts) -> None:
    """The process is in a namespace of its own, a stop ends it, and attempts win nothing."""
    pid = Script("import os\ndef f(): return os.getpid()", "f", ("os",))
    said = wrapped.run(pid, [])
    assert isinstance(said, Gave)
    assert isinstance(said.value, int)
    assert said.value < 100
    endless = Script("def f():\n    while True: pass", "f")
    assert wrapped.run(endless, []) == Stopped("the wall limit of 0.5 s")
    with surroundings() as around:
        for attempt in every_attempt():
            if attempt.file == "network":
                did = wrapped.run(script_of(attempt), [around.about])
                assert not isinstance(did, Gave), attempt
        assert around.harm() == []


@pytest.mark.parametrize("walls", ["bubblewrap", "monty"])
def test_walls_that_are_not_installed_are_an_error(
    monkeypatch: pytest.MonkeyPatch, walls: str
) -> None:
    """It says what to install."""

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setenv("LEMMATA_SANDBOX", walls)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(scripts, "import_module", missing)
    with Scripts() as held, pytest.raises(SandboxError, match="install"):
        held.run(ONE, [])


def test_nothing_is_proved_in_another_interpreter(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A proof is about CPython, and so is an input that breaks a contract."""
    monkeypatch.setenv("LEMMATA_SANDBOX", "monty")
    source = 'def f(n: int) -> int:\n    """post: __return__ > n"""\n    return n\n'
    (tmp_path / "tasks.py").write_text(source)
    code = main(["prove", "--no-cache", str(tmp_path / "tasks.py")])
    assert code != 0
    assert "monty is another interpreter" in capsys.readouterr().out


@pytest.fixture
def monty() -> Iterator[Scripts]:
    """Scripts in the other interpreter."""
    pytest.importorskip("pydantic_monty")
    with Scripts(LIMITS, walls=Walls.MONTY) as made:
        yield made


def test_monty_says_its_name(monty: Scripts) -> None:
    """What it found is never taken for CPython's."""
    assert monty.interpreter.startswith("pydantic-monty 1.")
    with Scripts(walls=Walls.KERNEL) as usual:
        assert usual.interpreter.startswith("CPython 3.")


@pytest.mark.parametrize(
    ("source", "arguments", "expected"),
    [
        ("def f(x, y):\n    x.append(y)\n    return {y: (x, 1.5)}", [[1], "a"], "changed"),
        (
            "class A:\n    def __init__(self): self.x = (1,)\ndef f(): return [A()]",
            [],
            Gave([Opaque("A", (("x", (1,)),))]),
        ),
        ("def f():\n    return 1 // 0", [], Threw("ZeroDivisionError", "division by zero", 2)),
        ("def f():\n    print('x')\n    while True: pass", [], Stopped("the wall limit of 0.5 s")),
        ("def f(): return 'a' * (1 << 30)", [], Stopped("the memory limit")),
        ("def f(): return f()", [], Stopped("the interpreter's recursion limit")),
        ("raise KeyError('no')\ndef f(): pass", [], Threw("KeyError", "'no'", 1)),
    ],
)
def test_monty_answers_in_the_same_words(
    monty: Scripts, source: str, arguments: list[object], expected: object
) -> None:
    """Values, changes, exceptions and limits read alike."""
    wanted = Gave({"a": ([1, "a"], 1.5)}, (0,)) if expected == "changed" else expected
    assert monty.run(Script(source, "f"), arguments) == wanted


def test_a_limit_in_monty_loses_no_other_item() -> None:
    """The next item starts in a session of its own."""
    pytest.importorskip("pydantic_monty")
    source = "n = 0\ndef f(x):\n    global n\n    n += 1\n    while x == 2: pass\n    return n"
    with Scripts(SandboxLimits(wall_seconds=0.2), walls=Walls.MONTY) as held:
        said = held.run_many(Script(source, "f"), [[n] for n in (1, 1, 2, 1)])
    assert said == (Gave(1), Gave(2), Stopped("the wall limit of 0.2 s"), Gave(1))


@pytest.mark.parametrize(
    "surroundings",
    [
        Surroundings(hash_seed=1),
        Surroundings(locale="de_DE"),
        Surroundings(time_zone="Nowhere/Land"),
    ],
)
def test_monty_refuses_what_it_cannot_vary(monty: Scripts, surroundings: Surroundings) -> None:
    """A run that looked deterministic because nothing was varied would show nothing."""
    with pytest.raises(ChoiceError, match="monty"):
        monty.run(ONE, [], surroundings)


def test_attempts_win_nothing_in_monty(monty: Scripts) -> None:
    """Most do not get past their imports."""
    with surroundings() as around:
        for attempt in every_attempt():
            did = monty.run(script_of(attempt), [{**around.about, "zygote": 1}])
            assert not isinstance(did, Gave), attempt
        assert around.harm() == []


def test_the_doctor_knows_the_other_walls() -> None:
    """Each by its name, with where it is or what is missing."""
    assert [fact.name for fact in other_walls()] == ["bubblewrap", "monty"]
