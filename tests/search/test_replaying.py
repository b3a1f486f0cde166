"""What a body does on the inputs learned so far."""

import pytest

from lemmata.contracts.attempts import Requirement, RequirementKind
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate
from lemmata.search import Replayed, learned_inputs, replayer
from lemmata.search.replaying import Input

MODULE = read_source(
    '''
from icontract import ensure

@ensure(lambda x, result: result >= x)
def above(x: int) -> int:
    """At least x.

    >>> above(3)
    7
    """
    ...
'''
)


def at(x: int) -> Input:
    """An input."""
    return (("x", x),)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("return x + 4", ()),
        ("return x", (at(3),)),
        ("return 0", (at(3), at(5))),
        ("return x - 1", (at(3), at(5), at(-2))),
        ("assert x > 3\nreturn x + 4", (at(3), at(-2))),
        ("n = 0\nwhile x < 5 or True:\n    n += 1\nreturn n", ()),
    ],
)
def test_wrong_inputs_are_named(body: str, wrong: tuple[Input, ...]) -> None:
    """A broken conjunct, a broken example and an exception count; a run without an end does not."""
    found = replayer(MODULE, "above")(Candidate(body, "g"), (at(3), at(5), at(-2)))
    assert (found.wrong, found.unread) == (wrong, 0)


@pytest.mark.parametrize("body", ["return (", "return eval(x)", "def f():\n    return 1"])
def test_what_cannot_be_read_was_not_run(body: str) -> None:
    """Nothing is known of a body outside the language, so no input is called wrong."""
    found = replayer(MODULE, "above")(Candidate(body, "g"), (at(3), at(5)))
    assert found == Replayed(unread=2)


def test_every_broken_conjunct_is_named() -> None:
    """The conjuncts after the first broken one are looked at too."""
    source = "from icontract import ensure\n\n" + "".join(
        f"@ensure(lambda x, result: {text})\n" for text in ("result > x", "result > 0", "True")
    )
    module = read_source(source + "def up(x: int) -> int: ...\n")
    found = replayer(module, "up")(Candidate("return 0", "g"), (at(3),))
    assert found.broken == ("result > x", "result > 0")


def test_inputs_are_learned_once() -> None:
    """Only examples are inputs; the state of a blocked step is none."""
    known = (("x", 3),)
    learned = (
        Requirement(RequirementKind.EXAMPLE, "one", known),
        Requirement(RequirementKind.EXAMPLE, "two", known),
        Requirement(RequirementKind.HELP, "three", at(4)),
        Requirement(RequirementKind.STEP, "four", state=at(5)),
    )
    assert learned_inputs(learned) == (known,)
