"""The picture of the descent: nearer is lower, in the order of the search itself."""

import random
import re
from itertools import pairwise
from typing import Any

from lemmata.contracts.attempts import Distance
from lemmata.report.descent import bands, descent, key_of
from tests.report.samples import attempt


def attempts(count: int, seed: int) -> tuple[list[Any], list[Distance]]:
    """Random attempts, as JSON and as the search knows their distances."""
    dice = random.Random(seed)
    distances = [
        Distance(
            dice.randrange(4),
            dice.randrange(3),
            dice.randrange(3),
            dice.randrange(4),
            dice.choice([None, 0, 1, 2]),
        )
        for _ in range(count)
    ]
    words = {0: "proved", 1: "unknown", 2: "refuted", 3: "unsupported"}
    made = [
        attempt(n, words[known.stages_left], 0, distance=known.to_json())
        for n, known in enumerate(distances, 1)
    ]
    return made, distances


def test_nearer_is_lower() -> None:
    """The height of any two attempts is in the order in which the search compares them."""
    made, distances = attempts(40, 1)
    drawn = bands(made)
    heights = {key: y for band in drawn for key, y in band.lines.items()}
    found = [heights[key_of(one["distance"])] for one in made]
    pairs = [*zip(found, distances, strict=True)]
    for (first, near), (second, far) in pairwise(sorted(pairs, key=lambda pair: -pair[0])):
        assert not far < near
        assert (first == second) == (near.key == far.key)


def test_the_proof_is_there_before_anybody_reached_it() -> None:
    """The lowest band is the proof, also where nothing was proved."""
    drawn = bands([attempt(1, "refuted", 2)])
    assert [band.name for band in drawn] == ["refuted", "proved"]
    assert drawn[-1].lines == {}


def test_the_line_steps_down_where_an_attempt_came_nearer() -> None:
    """One step for each record, and a thin line from where an attempt started."""
    made = [
        attempt(1, "refuted", 2),
        attempt(2, "unsupported", 3),
        attempt(3, "unknown", 1, base=1),
        attempt(4, "proved", 0),
    ]
    document = descent(made, "f1")
    best = re.search(r'd="([^"]*)" class="best"', document)
    assert best is not None
    assert (best[1].count("H"), best[1].count("V")) == (3, 2)
    assert document.count('class="origin"') == 1
    assert document.count("<circle") == 4


def test_one_attempt_and_many_can_be_drawn() -> None:
    """Nothing is divided by the number of gaps, and no more marks than a page shows."""
    assert descent([attempt(1, "refuted", 2)], "f1").count("<circle") == 1
    made, _ = attempts(300, 2)
    assert descent(made, "f1").count("<circle") == 100
