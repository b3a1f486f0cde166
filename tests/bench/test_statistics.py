"""Tests and intervals of `lemmata bench ab` against known figures, and against repetitions."""

from collections import Counter
from fractions import Fraction
from itertools import product
from math import comb, inf
from random import Random

import pytest

from lemmata.bench.betting import capital, evidence, interval
from lemmata.bench.costs import cost_change
from lemmata.bench.exact import _normal, chance, exact_p
from lemmata.bench.judging import holm
from lemmata.bench.pairing import Stratum
from lemmata.bench.power import is_found, second_moment, smallest_effect, tasks_needed

WON, LOST, BOTH, NEITHER = (
    Stratum(1, 1, 0, 1),
    Stratum(0, 1, 1, 1),
    Stratum(1, 1, 1, 1),
    Stratum(0, 1, 0, 1),
)


def by_listing(strata: list[Stratum]) -> Fraction:
    """The same p, from every way to deal the passes of each stratum to its arms."""
    ways: Counter[int] = Counter({0: 1})
    for s in strata:
        total = s.on_passed + s.off_passed
        dealt = {k: comb(s.on, k) * comb(s.off, total - k) for k in range(min(s.on, total) + 1)}
        step: Counter[int] = Counter()
        for (had, a), (k, b) in product(ways.items(), dealt.items()):
            step[had + k] += a * b
        ways = step
    seen = ways[sum(s.on_passed for s in strata)]
    return Fraction(sum(w for w in ways.values() if w <= seen), sum(ways.values()))


def test_pairs_are_mcnemars() -> None:
    """Ten wins against two: twice the binomial tail of 12, which is 79 / 2048."""
    assert exact_p({WON: 10, LOST: 2}) == Fraction(79, 2048)
    assert chance([WON] * 10 + [LOST] * 2 + [BOTH] * 50 + [NEITHER] * 9).p == 79 / 2048


def test_one_stratum_is_fishers() -> None:
    """Fisher's tea: three of four cups each way, 34 / 70; and a table of two tens."""
    assert exact_p({Stratum(3, 4, 1, 4): 1}) == Fraction(34, 70)
    assert exact_p({Stratum(8, 10, 2, 10): 1}) == Fraction(2126, 92378)


@pytest.mark.parametrize("seed", range(40))
def test_many_strata_are_what_listing_gives(seed: int) -> None:
    """The product of polynomials counts every way, whatever the strata."""
    random = Random(seed)
    strata = []
    for _ in range(random.randint(1, 6)):
        on, off = random.randint(1, 4), random.randint(1, 4)
        strata.append(Stratum(random.randint(0, on), on, random.randint(0, off), off))
    found = chance(strata)
    assert found.is_exact
    assert found.p == float(by_listing(strata))


def test_nothing_told_is_no_evidence() -> None:
    """All passed, none did, or nobody ran: p is one, and the interval is everything."""
    assert chance([BOTH, NEITHER]).p == 1
    assert chance([]).p == 1
    assert interval({}, 0.05) == (-1, 1)
    assert evidence({}) == 1
    assert capital({1.0: 1}, 0.0) == inf


def test_the_normal_limit_is_near_the_exact_one() -> None:
    """Where both can be computed they differ by less than a tenth."""
    counted = Counter({WON: 260, LOST: 210, Stratum(3, 5, 2, 5): 40})
    exact = float(exact_p(counted))
    assert _normal(counted) == pytest.approx(exact, rel=0.1)
    large = chance([WON] * 1000 + [LOST] * 900)
    assert not large.is_exact
    assert large.p == pytest.approx(0.0232, abs=0.001)


def test_interval_and_p_say_the_same() -> None:
    """Zero is outside the interval at a level exactly if the p is below it."""
    random = Random(1)
    for _ in range(60):
        counts = Counter(random.choices((-1, -0.5, 0, 0.5, 1), (1, 1, 5, 2, 3), k=40))
        level = evidence(counts)
        low, high = interval(counts, min(0.999, level * 1.01))
        assert not low <= 0 <= high or level > 0.98
        low, high = interval(counts, level * 0.99)
        assert low <= 0 <= high


def test_interval_turns_with_its_effects() -> None:
    """With every sign changed, so are the ends; and more of the same is narrower."""
    counts = {1.0: 12, 0.0: 30, -1.0: 4, 0.25: 5}
    low, high = interval(counts, 0.05)
    turned = interval({-value: count for value, count in counts.items()}, 0.05)
    assert turned == pytest.approx((-high, -low))
    narrow = interval({value: 4 * count for value, count in counts.items()}, 0.05)
    assert low < narrow[0] < narrow[1] < high


def test_looking_after_every_task_does_not_raise_false_alarms() -> None:
    """A rule that changes nothing, looked at 250 times: shown as an effect in at most 5 of 100."""
    random = Random(7)
    alarms = 0
    for _ in range(120):
        counts: Counter[float] = Counter()
        for task in range(250):
            counts[random.choices((-1, 0, 1), (1, 3, 1))[0]] += 1
            if task % 5 == 4 and evidence(counts) <= 0.05:
                alarms += 1
                break
    assert alarms <= 6


def test_the_smallest_effect_is_found_four_times_of_five() -> None:
    """Repetitions find it about as often as promised, and the tasks that it needs are these."""
    random, tasks, square = Random(3), 150, 0.3
    effect = smallest_effect(tasks, square, 0.05)
    assert effect is not None
    weights = ((square - effect) / 2, 1 - square, (square + effect) / 2)
    found = sum(
        interval(Counter(random.choices((-1, 0, 1), weights, k=tasks)), 0.05)[0] > 0
        for _ in range(150)
    )
    assert 0.7 <= found / 150 <= 0.93
    needed = tasks_needed(effect, square, 0.05)
    assert needed is not None
    assert abs(needed - tasks) <= 3
    assert is_found(effect * 1.2, tasks, square, 0.05)


def test_what_cannot_be_found_is_said() -> None:
    """One task finds nothing, and nothing finds an effect of zero."""
    assert smallest_effect(1, 1.0, 0.05) is None
    assert smallest_effect(0, 1.0, 0.05) is None
    assert tasks_needed(0.0, 0.5, 0.05) is None
    assert tasks_needed(1e-6, 1.0, 0.05) is None
    assert second_moment({}) == 1


def test_holm() -> None:
    """The smallest is multiplied by all, the next by one less, and none overtakes another."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.5]) == [1.0, 1.0]


def test_costs() -> None:
    """Five dearer tasks of five: two of 32 ways are as extreme; many are drawn, and repeat."""
    few = cost_change((1.0, 2.0, 0.5, 1.5, 1.0))
    assert few is not None
    assert (few.mean, few.p, few.is_exact) == (1.2, 2 / 32, True)
    many = cost_change(tuple(1.0 + i % 3 for i in range(40)))
    assert many is not None
    assert (many.p, many.is_exact) == (1 / 10_000, False)
    assert cost_change((0.0, 0.0)) is not None
    assert cost_change(()) is None
