"""What the process itself stops, tried with code that the language would never let in."""

import marshal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from lemmata.contracts.errors import SandboxError
from lemmata.contracts.reading import read_source
from lemmata.language.interpreter import Raised, Returned
from lemmata.language.parsing import parse_program
from lemmata.sandbox import Sandbox, SandboxLimits, facts, running
from lemmata.sandbox.image import Image
from lemmata.sandbox.process import Child
from lemmata.sandbox.wire import read_outcome

SMALL = SandboxLimits(cpu_seconds=1, wall_seconds=0.5, memory_bytes=128 << 20, output_bytes=1 << 20)
PATIENT = SMALL._replace(cpu_seconds=20, wall_seconds=60)  # nothing but its own limit may be met

PLAIN = '''
def f(x: int) -> int:
    """post: __return__ == x"""
    return x


def guarded(x: int) -> int:
    """pre: f(x) == x"""
    return x
'''
NAMES = ("open", "getattr", "globals", "bytes", "object", "str")
GATE = """
def find(name):
    for kind in ().__class__.__base__.__subclasses__():
        scope = getattr(kind.__init__, "__globals__", {})
        if name in scope:
            return scope[name]
"""


@contextmanager
def hostile(
    monkeypatch: pytest.MonkeyPatch, body: str, limits: SandboxLimits = SMALL
) -> Iterator[Sandbox]:
    """A sandbox whose image holds this code as ``f``, with dangerous builtins."""
    code = GATE + "def f(x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    image = Image(marshal.dumps(compile(code, "f.py", "exec")), "f.py", ("enum",), NAMES)
    monkeypatch.setattr(running, "build_image", lambda module, program: image)
    module = read_source(PLAIN)
    with Sandbox(module, parse_program(module), limits) as made:
        yield made


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ("while True:\n    pass", "wall limit"),
        ("return 'a' * (1 << 30)", "memory limit"),
        ("return f(x)", "recursion limit"),
        ("return 'a' * (1 << 22)", "output limit"),
    ],
)
def test_a_limit_is_named(monkeypatch: pytest.MonkeyPatch, body: str, limit: str) -> None:
    """Time, memory, depth and output are bounded, and the error says which bound it was."""
    limits = SMALL if limit == "wall limit" else PATIENT
    with hostile(monkeypatch, body, limits) as sandbox, pytest.raises(SandboxError, match=limit):
        sandbox.call("f", (1,))


def test_the_cpu_limit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """CPU time is bounded apart from wall time."""
    limits = SandboxLimits(cpu_seconds=1, wall_seconds=8)
    with (
        hostile(monkeypatch, "while True:\n    pass", limits) as sandbox,
        pytest.raises(SandboxError, match="CPU limit of 1 s"),
    ):
        sandbox.call("f", (1,))


def test_one_bad_input_loses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch goes on after the input that hit a limit."""
    with hostile(monkeypatch, "while x == 2:\n    pass\nreturn x") as sandbox:
        said = sandbox.call_many("f", [(n,) for n in range(5)])
    assert [n for n, each in enumerate(said) if isinstance(each, SandboxError)] == [2]
    assert [said[n] for n in (0, 1, 3, 4)] == [Returned(n) for n in (0, 1, 3, 4)]


def test_a_precondition_that_hits_a_limit_is_not_decided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An input that nobody could judge is not simply left out."""
    with (
        hostile(monkeypatch, "while True:\n    pass") as sandbox,
        pytest.raises(SandboxError, match="wall limit"),
    ):
        sandbox.admitted("guarded", [(1,)])


def test_a_spoiled_process_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one call changed, the next does not see."""
    body = "f.__globals__['n'] = f.__globals__.get('n', 0) + 1\nreturn n"
    with hostile(monkeypatch, body) as sandbox:
        assert [sandbox.call("f", (1,)) for _ in range(2)] == [Returned(1), Returned(1)]


@pytest.mark.parametrize(
    "attack",
    [
        "return open('/etc/passwd').read()",
        "import os\nreturn os.getpid()",
        "return find('sys').modules['os'].open('/etc/passwd', 0)",
        "return find('sys').modules['os'].fork()",
        "return find('sys').modules['os'].execv('/bin/echo', ['echo', 'null'])",
        "return find('sys').modules['os'].write(1, b'R' + bytes(16))",
        "return find('sys').modules['os'].kill(find('sys').modules['os'].getppid(), 9)",
    ],
)
def test_an_attack_is_an_exception(monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    """Files, processes, other programs, the parent and its channel are out of reach."""
    with hostile(monkeypatch, attack) as sandbox:
        said = sandbox.call("f", (1,))
    assert isinstance(said, Raised)
    assert said.error in {"ImportError", "PermissionError", "OSError", "BlockingIOError"}


def test_code_sees_only_the_builtins_of_the_language() -> None:
    """The image of a task file offers neither `open` nor `getattr` nor `eval`."""
    assert {"open", "getattr", "eval", "exec", "type", "object"}.isdisjoint(Image().builtins)


def test_leaving_early_is_never_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends has not answered."""
    with (
        hostile(monkeypatch, "find('sys').modules['os']._exit(0)") as sandbox,
        pytest.raises(SandboxError),
    ):
        sandbox.call("f", (1,))


def test_a_line_too_many_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that says more than it was asked is believed in nothing."""
    forge = "find('sys').modules['os'].write(4, b'[\"v\",[\"i\",\"7\"]]\\n')\nreturn x"
    with hostile(monkeypatch, forge) as sandbox:
        said = sandbox.call_many("f", [(1,), (2,)])
    assert ["nobody asked" in str(each) for each in said] == [True, True]


def test_a_value_of_no_task_type_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report names the type."""
    with hostile(monkeypatch, "return {x}.__class__") as sandbox:
        said = sandbox.call("f", (1,))
    assert said == Raised("TypeError", "returned a value of type type, which no task type holds", 0)


@pytest.mark.parametrize("line", [b"", b"{}", b'["v",7]', b'["v",["i",3]]', b'["x","zz"]'])
def test_nonsense_is_refused(line: bytes) -> None:
    """A line outside the protocol is never read as a value."""
    with pytest.raises(SandboxError):
        read_outcome(line)


def test_facts_are_found_by_trying() -> None:
    """On a machine that enforces the walls, each fact is true."""
    found = {fact.name: fact.ok for fact in facts()}
    assert found == dict.fromkeys(found, True)
    assert {"opening files", "starting processes", "root's rights"} <= set(found)


def test_no_process_starts_before_it_is_needed() -> None:
    """Making and closing a sandbox costs nothing."""
    module = read_source(PLAIN)
    start = time.perf_counter()
    for _ in range(100):
        with Sandbox(module, parse_program(module)) as sandbox:
            spent = sandbox.cpu_seconds
    assert spent == 0.0
    assert time.perf_counter() - start < 1.0


def test_a_second_image_is_asked_for_by_calls_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """All questions of one sandbox go to one child."""
    made: list[Sequence[object]] = []
    kind = Child

    def counted(*arguments: object) -> object:
        made.append(arguments)
        return kind(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "Child", counted)
    with hostile(monkeypatch, "return x") as sandbox:
        assert [sandbox.call("f", (n,)) for n in range(3)] == [Returned(n) for n in range(3)]
    assert len(made) == 1
