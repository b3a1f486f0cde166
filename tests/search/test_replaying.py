"""How many learned inputs a body gets wrong."""

import pytest

from lemmata.contracts.attempts import Requirement, RequirementKind
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate
from lemmata.search import failures_among

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


def example(x: int) -> Requirement:
    """An input that was learned."""
    return Requirement(RequirementKind.EXAMPLE, "", (("x", x),))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return x + 4", 0),
        ("return x", 1),
        ("return 0", 2),
        ("return x - 1", 3),
        ("return (", 3),
        ("return eval(x)", 3),
    ],
)
def test_each_broken_input_counts_once(body: str, expected: int) -> None:
    """A broken conjunct, a broken example and a body that cannot run count by input."""
    learned = (example(3), example(5), example(-2), example(5))
    note = Requirement(RequirementKind.NOTE, "be short")
    assert failures_among(MODULE, "above")(Candidate(body, "g"), (*learned, note)) == expected
