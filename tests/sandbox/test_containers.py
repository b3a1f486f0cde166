"""Lists, dicts, sets and functions across the border, and arguments that a call changes."""

import marshal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lemmata.contracts.errors import SandboxError
from lemmata.contracts.reading import read_source
from lemmata.contracts.values import DictValue, FunctionValue, ListValue, SetValue, Value, is_same
from lemmata.language.interpreter import Raised, Returned
from lemmata.language.parsing import parse_program
from lemmata.sandbox import Sandbox, SandboxLimits, running
from lemmata.sandbox.image import BUILTINS, Image

PLAIN = '''
def f(x: int) -> int:
    """post: __return__ == x"""
    return x
'''


@contextmanager
def running_body(
    monkeypatch: pytest.MonkeyPatch, body: str, limits: SandboxLimits | None = None
) -> Iterator[Sandbox]:
    """A sandbox whose ``f`` has this body, with the builtins of every task file."""
    code = "def f(x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    image = Image(marshal.dumps(compile(code, "f.py", "exec")), "f.py", (), BUILTINS)
    monkeypatch.setattr(running, "build_image", lambda module, program: image)
    module = read_source(PLAIN)
    with Sandbox(module, parse_program(module), limits) as made:
        yield made


XS = ListValue((1, True, "a", ListValue(())))
SET = SetValue(frozenset({3, 1, 2}))
DICT = DictValue((("b", ListValue((1,))), ("a", None)))


@pytest.mark.parametrize("value", [XS, SET, SetValue(frozenset()), DICT, DictValue(()), (XS, SET)])
def test_containers_travel_both_ways(monkeypatch: pytest.MonkeyPatch, value: Value) -> None:
    """What comes back is the same value, of the same types all the way down."""
    with running_body(monkeypatch, "return x") as sandbox:
        said = sandbox.call("f", (value,))
    assert isinstance(said, Returned)
    assert is_same(said.value, value)


@pytest.mark.parametrize(
    ("value", "kind"), [(XS, "list"), (SET, "set"), (DICT, "dict"), (DictValue(()), "dict")]
)
def test_the_child_has_pythons_own(
    monkeypatch: pytest.MonkeyPatch, value: Value, kind: str
) -> None:
    """The code gets a real list, set or dict."""
    with running_body(monkeypatch, f"return x.__class__ is {kind}") as sandbox:
        assert sandbox.call("f", (value,)) == Returned(True)


def test_a_dict_keeps_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of insertion, in and out."""
    with running_body(monkeypatch, "return (list(x), {'z': 1, 'y': 2})") as sandbox:
        said = sandbox.call("f", (DICT,))
    assert isinstance(said, Returned)
    assert isinstance(said.value, tuple)
    keys, made = said.value
    assert keys == ListValue(("b", "a"))
    assert isinstance(made, DictValue)
    assert made.entries == (("z", 1), ("y", 2))


@pytest.mark.parametrize(
    ("value", "body", "expected"),
    [
        (
            FunctionValue((((1,), 5), ((2,), 6)), 0),
            "return [x(1), x(2), x(True), x(9)]",
            (5, 6, 5, 0),
        ),
        (FunctionValue((), "no"), "return [x(), x(1, 2)]", ("no", "no")),
        (FunctionValue((((ListValue((1,)),), 5),), 0), "return [x([1]), x([2])]", (5, 0)),
    ],
)
def test_a_function_is_its_table(
    monkeypatch: pytest.MonkeyPatch, value: Value, body: str, expected: tuple[Value, ...]
) -> None:
    """It looks its arguments up, by Python's equality; all others give what is otherwise."""
    with running_body(monkeypatch, body) as sandbox:
        assert sandbox.call("f", (value,)) == Returned(ListValue(expected))


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (XS, "x.append(1)\nreturn 0"),
        (XS, "x[3].append(1)\nreturn 0"),
        (XS, "x[0] = True\nreturn 0"),
        (XS, "x.reverse()\nraise ValueError"),
        (SET, "x.discard(1)\nreturn x"),
        (DICT, "x['b'] = []\nreturn 0"),
        (DICT, "x['b'] = x.pop('b')\nreturn 0"),
        ((XS, SET), "x[0].pop()\nreturn 0"),
    ],
)
def test_a_changed_argument_is_told(
    monkeypatch: pytest.MonkeyPatch, value: Value, body: str
) -> None:
    """Wherever it was changed inside, an order of keys and a type of an item included."""
    with running_body(monkeypatch, body) as sandbox:
        said = sandbox.call("f", (value,))
    assert said == Raised("MutationError", "the call changed its argument 1", 0)


@pytest.mark.parametrize(
    ("value", "body"),
    [(XS, "x.append(1)\nx.pop()\nreturn x"), (SET, "x.add(9)\nx.discard(9)\nreturn x")],
)
def test_an_argument_left_as_it_was_is_fine(
    monkeypatch: pytest.MonkeyPatch, value: Value, body: str
) -> None:
    """Nobody can tell."""
    with running_body(monkeypatch, body) as sandbox:
        assert sandbox.call("f", (value,)) == Returned(value)


def test_arguments_are_fresh_for_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one call did to its list, the next does not see."""
    with running_body(
        monkeypatch, "x.append(1)\nx.append(2)\nn = len(x)\ndel x[-2:]\nreturn n"
    ) as s:
        assert s.call_many("f", [(XS,), (XS,)]) == (Returned(6), Returned(6))


@pytest.mark.parametrize("body", ["while True:\n    pass", "for n in range(1 << 60):\n    pass"])
def test_a_loop_without_end_is_a_limit(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """It is stopped, and it is no outcome."""
    limits = SandboxLimits(cpu_seconds=1, wall_seconds=0.3)
    with running_body(monkeypatch, body, limits) as sandbox:
        said = sandbox.call_many("f", [(1,)])
    assert isinstance(said[0], SandboxError)


def test_a_list_that_holds_itself_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """No value is its own item."""
    with running_body(monkeypatch, "y = [x]\ny.append(y)\nreturn y") as sandbox:
        said = sandbox.call_many("f", [(1,)])
    assert isinstance(said[0], SandboxError)


CLAIMING = '''\
from icontract import ensure
from lemmata import decreases, invariant


@ensure(lambda n, result: result >= 0)
def counted(n: int) -> int:
    """Counts.

    raises: KeyError
    """
    i = 0
    while i < n:
        invariant(
            i != 3
        )
        decreases(10 // (5 - i))
        i += 1
        if i == 2 and n == 9:
            raise KeyError(n)
    return i
'''


@pytest.mark.parametrize(
    ("n", "error", "line"), [(2, "", 0), (4, "AssertionError", 13), (9, "KeyError", 19)]
)
def test_an_invariant_runs_and_lines_are_those_of_the_file(n: int, error: str, line: int) -> None:
    """The words of `lemmata` need no import in the child, and move no line."""
    module = read_source(CLAIMING, "tasks.py")
    program = parse_program(module)
    with Sandbox(module, program) as sandbox:
        said = sandbox.call("counted", (n,))
        found = sandbox.replay("counted", (n,))
    shown = (said.error, said.line) if isinstance(said, Raised) else ("", 0)
    assert shown == (error, line)
    assert (found is not None) == (error == "AssertionError")


def test_a_measure_is_evaluated_in_cpython_too() -> None:
    """An exception in it is the program's."""
    module = read_source(CLAIMING.replace("i != 3", "True"), "tasks.py")
    with Sandbox(module, parse_program(module)) as sandbox:
        said = sandbox.call("counted", (7,))
    assert isinstance(said, Raised)
    assert (said.error, said.line) == ("ZeroDivisionError", 16)
