"""Pure, hybrid and empirical functions, by what is written, never by running it."""

from pathlib import Path

import pytest

from lemmata.contracts.errors import FileError, SourceError
from lemmata.rules.classify import Classified, Nature, classify
from lemmata.rules.effects import Cause
from lemmata.rules.reading import tabulate
from lemmata.rules.table import is_partition

HEAD = """import random
import time
from enum import Enum
from typing import Literal

from icontract import require
from openai import OpenAI

SEEN = {}
LIMIT = 3


class Action(Enum):
    RETRY = "retry"
    STOP = "stop"


def is_late() -> bool:
    return time.monotonic() > 60


"""


def found(tmp_path: Path, source: str) -> Classified:
    """The last function of a file, classified."""
    path = tmp_path / "agent.py"
    path.write_text(HEAD + source)
    return classify(path)[-1]


def test_a_pure_rule_is_the_rule(tmp_path: Path) -> None:
    """It has no reasons, and its table is that of the function."""
    one = found(tmp_path, "def f(b: bool, a: Action) -> bool:\n    return b and a is Action.STOP\n")
    assert (one.nature, one.reasons) == (Nature.PURE, ())
    assert one.rule is not None
    assert is_partition(tabulate(one.rule))


@pytest.mark.parametrize(
    ("source", "cause", "core"),
    [
        (
            "def f(started: int, done: bool) -> Action | None:\n"
            "    spent = time.time() - started\n"
            "    if spent > 60 and not done:\n        return Action.STOP\n    return None\n",
            Cause.TIME,
            "def f_core(done: bool, test_1: bool) -> Action | None:\n"
            "    if test_1 and (not done):\n        return Action.STOP\n    return None",
        ),
        (
            "@require(lambda n: 0 <= n <= 5)\n"
            "def f(n: int) -> Action | None:\n"
            "    if n < LIMIT and random.random() < 0.1:\n        return Action.RETRY\n"
            "    return None\n",
            Cause.RANDOMNESS,
            "@require(lambda n: 0 <= n <= 5)\n"
            "def f_core(n: int, test_1: bool) -> Action | None:\n"
            "    if n < LIMIT and test_1:\n        return Action.RETRY\n    return None",
        ),
        (
            "def f(done: bool) -> bool:\n    print(done)\n    return is_late() and not done\n",
            Cause.IO,
            "def f_core(done: bool, test_1: bool) -> bool:\n    return test_1 and (not done)",
        ),
        (
            "def f(client: OpenAI, text: str, done: bool) -> Action:\n"
            "    said: Literal['good', 'bad'] = client.responses.create(text)\n"
            "    return Action.STOP if said == 'good' and done else Action.RETRY\n",
            Cause.MODEL,
            "def f_core(done: bool, said: Literal['good', 'bad']) -> Action:\n"
            "    return Action.STOP if said == 'good' and done else Action.RETRY",
        ),
        (
            "def f(b: bool) -> bool:\n    if b in SEEN:\n        return False\n    return b\n",
            Cause.STATE,
            "def f_core(b: bool, test_1: bool) -> bool:\n"
            "    if test_1:\n        return False\n    return b",
        ),
        (
            "def f(b: bool) -> bool:\n    return b and 0.1 + 0.2 == 0.3\n",
            Cause.FLOAT,
            "def f_core(b: bool, test_1: bool) -> bool:\n    return b and test_1",
        ),
        (
            "def f(text: str, b: bool) -> bool:\n    return len(text) > 100 or b\n",
            Cause.UNBOUNDED,
            "def f_core(b: bool, test_1: bool) -> bool:\n    return test_1 or b",
        ),
    ],
)
def test_the_core_of_a_hybrid_is_a_rule(
    tmp_path: Path, source: str, cause: Cause, core: str
) -> None:
    """What is not pure becomes a parameter, the cause has its line, the core is proved on all."""
    one = found(tmp_path, source)
    assert one.nature is Nature.HYBRID
    assert one.core == core
    assert cause in {reason.cause for reason in one.reasons}
    lines = (HEAD + source).splitlines()
    assert all(reason.text.split("(")[0] in lines[reason.line - 1] for reason in one.reasons)
    assert one.rule is not None
    assert is_partition(tabulate(one.rule))


@pytest.mark.parametrize(
    ("before", "between", "probes"),
    [
        ("t = time.time()", "t = 0", 2),
        ("t = time.time()", "pass", 1),
        ("t = [*c]", "t.pop()", 2),
        ("t = c", "t += 1", 2),
    ],
)
def test_a_test_asked_twice_is_one_only_where_it_cannot_change(
    tmp_path: Path, before: str, between: str, probes: int
) -> None:
    """A variable bound again, or changed in between, is asked about again."""
    source = (
        f"def f(c: list, b: bool) -> bool:\n    {before}\n    if t and b:\n        return True\n"
        f"    {between}\n    return b if t else False\n"
    ).replace("if t", "if bool(t)")
    assert len(found(tmp_path, source).probes) == probes


def test_a_core_keeps_what_changes_its_own_values(tmp_path: Path) -> None:
    """A statement that may change a list of the core is not left out: there is no core."""
    source = (
        "def f(b: bool) -> int:\n    y = [1]\n    if is_late():\n        return 7\n"
        "    y.append(2)\n    return len(y) if b else 0\n"
    )
    assert found(tmp_path, source).nature is Nature.EMPIRICAL


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("def f(c: OpenAI, t: str) -> str:\n    return c.responses.create(t)\n", Cause.MODEL),
        ("def f(n: int) -> bool:\n    return n > 3\n", Cause.UNBOUNDED),
        ("def f(b: bool) -> bool:\n    return bool(id(b))\n", Cause.STATE),
        ("def f(b: bool) -> bool:\n    global LIMIT\n    LIMIT = 4\n    return b\n", Cause.STATE),
        (
            "def f(c: OpenAI, b: bool) -> int:\n    n = 0\n"
            "    while not c.responses.create('go on'):\n        n += 1\n    return n\n",
            Cause.MODEL,
        ),
        ("def f(b: bool) -> float:\n    return 1 / 3\n", Cause.FLOAT),
        ("def f(b: bool) -> bool:\n    return {True: 1, 1: 2}[b] == 2\n", Cause.OUTSIDE),
    ],
)
def test_what_only_trials_can_tell_is_empirical(tmp_path: Path, source: str, cause: Cause) -> None:
    """Where the answer itself is not pure there is no core, and the reason is named."""
    one = found(tmp_path, source)
    if cause is Cause.STATE and "global" in source:
        assert one.nature is not Nature.PURE
    else:
        assert (one.nature, one.core) == (Nature.EMPIRICAL, "")
    assert cause in {reason.cause for reason in one.reasons}


@pytest.mark.parametrize(
    "around",
    [
        "from mine import min",
        "from mine import bool",
        "from mine import *",
        "Action.STOP = Action.RETRY",
        "def f(b: bool) -> bool:\n    return True",
        "f = print",
        "if LIMIT:\n    def min(a, b):\n        return b",
    ],
)
def test_what_a_name_means_is_never_guessed(tmp_path: Path, around: str) -> None:
    """A name that the file binds elsewhere is not Python's own, nor a function bound again."""
    pure = "def f(b: bool) -> bool:\n    return min(1, 2) == 1 and (b or Action.STOP is not None)\n"
    assert found(tmp_path, pure).nature is Nature.PURE
    assert found(tmp_path, f"{around}\n\n\n{pure}").nature is not Nature.PURE


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    """Missing, not UTF-8 and not Python are errors with the place."""
    with pytest.raises(FileError, match="cannot be read"):
        classify(tmp_path / "none.py")
    (tmp_path / "bytes.py").write_bytes(b"\xff")
    with pytest.raises(FileError, match="not UTF-8"):
        classify(tmp_path / "bytes.py")
    (tmp_path / "text.py").write_text("def f(:\n")
    with pytest.raises(SourceError):
        classify(tmp_path / "text.py")
