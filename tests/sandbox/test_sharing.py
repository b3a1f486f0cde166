"""One warm child process may serve several task files."""

from collections.abc import Iterator

import pytest

from lemmata.contracts.reading import read_source
from lemmata.language.interpreter import Outcome, Raised, Returned
from lemmata.language.parsing import parse_program
from lemmata.sandbox import Child, Sandbox, SandboxLimits

FIRST = '''
def same(n: int) -> int:
    """
    post: __return__ == n
    """
    return n
'''
SECOND = '''
from fractions import Fraction
def same(n: int) -> Fraction:
    """
    post: __return__ == n + 1
    """
    return Fraction(n + 1, 1) / n
'''


@pytest.fixture
def child() -> Iterator[Child]:
    """A child process that is ended here."""
    made = Child()
    yield made
    made.close()


def opened(source: str, child: Child) -> Sandbox:
    """A sandbox for the source on that child."""
    module = read_source(source, "tasks.py")
    return Sandbox(module, parse_program(module), child=child)


def asked(sandbox: Sandbox, number: int) -> Outcome:
    """What ``same`` does."""
    return sandbox.call("same", (number,))


def test_each_sandbox_runs_its_own_file(child: Child) -> None:
    """Functions of one name in two files stay apart, however the questions alternate."""
    first, second = opened(FIRST, child), opened(SECOND, child)
    kinds = [type(asked(box, 0)) for box in (first, second, first, second)]
    assert kinds == [Returned, Raised, Returned, Raised]
    assert asked(first, 7) == Returned(7)


def test_closing_a_sandbox_leaves_a_shared_child_running(child: Child) -> None:
    """Whoever made the child ends it; CPU time goes on counting."""
    with opened(FIRST, child) as sandbox:
        asked(sandbox, 1)
    before = child.cpu_seconds
    assert before > 0
    assert asked(opened(FIRST, child), 2) == Returned(2)
    assert child.cpu_seconds > before


def test_an_answer_that_nobody_read_is_never_the_next_one(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that was interrupted ends the child: the next answer is the next question's."""
    sandbox = opened(FIRST, child)
    assert asked(sandbox, 1) == Returned(1)

    def interrupt(process: object) -> tuple[bytes, bytes]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(child, "_receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            asked(sandbox, 2)
    assert asked(sandbox, 3) == Returned(3)


def test_a_shared_child_keeps_its_own_limits() -> None:
    """The limits are those of the process."""
    limits = SandboxLimits(batch=3)
    child = Child(limits)
    assert opened(FIRST, child).call_many("same", [(n,) for n in range(8)]) == tuple(
        map(Returned, range(8))
    )
    child.close()
    assert child.limits == limits
