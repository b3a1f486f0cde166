"""The contracts that `benchmarks/peers.py` asks about are what their folders say."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.peers import CONTRACTS, for_nagini
from icontract import ViolationError

RIGHT = sorted((CONTRACTS / "right").glob("*.py"))
WRONG = sorted((CONTRACTS / "wrong").glob("*.py"))
TRIED = 400

BREAKS: dict[str, tuple[Any, ...]] = {
    "all_positive": ([0],),
    "binary_search": ([5], 5),
    "clamp": (2, 1, 3),
    "common_prefix": ("ab", "cb"),
    "count": ([3], 3),
    "dedupe": ([1, 2, 1],),
    "dict_lookup": ({"a": 0}, "a", 7),
    "divide": (2, 2),
    "first_negative": ([-1, -2],),
    "gcd": (3, 2),
    "max_scan": ([-1],),
    "palindrome": ([1, 2],),
    "partition": ([4], 4),
    "reverse": ([1, 2],),
    "sorted_insert": ([1], 2),
    "total": ([1],),
    "triangular": (1,),
}
"""For each wrong body an admitted input on which it breaks its contract."""


def function_of(path: Path) -> Callable[..., Any]:
    """The function of the file, its contract checked at run time."""
    names: dict[str, Any] = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    found: Callable[..., Any] = names[path.stem]
    return found


def drawn(kind: object, dice: random.Random) -> Any:
    """A small value of an annotation that the files use; half of the lists are sorted."""
    if kind is int:
        return dice.randint(-4, 6)
    if kind is str:
        return "".join(dice.choices("ab", k=dice.randint(0, 4)))
    if kind == dict[str, int]:
        return {drawn(str, dice): dice.randint(-1, 1) for _ in range(dice.randint(0, 3))}
    assert kind == list[int]
    found = [dice.randint(-3, 3) for _ in range(dice.randint(0, 6))]
    return sorted(found) if dice.random() < 0.5 else found


def broken_by(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str | None:
    """The postcondition that an input breaks, ``refused`` where it is not admitted, or None."""
    try:
        function(*arguments)
    except ViolationError as fault:
        text = str(fault)
        requires: list[list[Any]] = getattr(function, "__preconditions__", [])
        place = [str(c.location) for group in requires for c in group]
        return "refused" if any(text.startswith(where) for where in place) else text
    return None


def test_each_has_a_sibling() -> None:
    """17 right bodies, 17 wrong ones of the same names and the same contracts."""
    assert len(RIGHT) == 17
    assert [path.name for path in RIGHT] == [path.name for path in WRONG]
    for right, wrong in zip(RIGHT, WRONG, strict=True):
        heads = [
            path.read_text().partition("\n")[2].partition("def ")[0] for path in (right, wrong)
        ]
        assert heads[0] == heads[1]


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_a_right_body_meets_its_contract(path: Path) -> None:
    """On 400 random inputs of the declared types, at least 40 of them admitted."""
    function, dice = function_of(path), random.Random(1)
    kinds = [kind for name, kind in function.__annotations__.items() if name != "return"]
    said = [broken_by(function, tuple(drawn(kind, dice) for kind in kinds)) for _ in range(TRIED)]
    assert {known for known in said if known} <= {"refused"}
    assert said.count(None) >= 40


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_body_breaks_its_contract(path: Path) -> None:
    """On the input written down for it, which its precondition admits."""
    assert broken_by(function_of(path), BREAKS[path.stem]) not in (None, "refused")


@pytest.mark.parametrize("path", [*RIGHT, *WRONG], ids=lambda path: path.stem)
def test_nagini_is_given_the_same_contract(path: Path) -> None:
    """Every decorator becomes a clause of its own, and the body stays."""
    text = for_nagini(path.read_text())
    assert "lambda xs" not in text
    assert text.count("Ensures(") >= path.read_text().count("@ensure(")
    assert text.count("Requires(") >= path.read_text().count("@require(")
