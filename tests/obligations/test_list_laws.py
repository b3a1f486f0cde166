"""Laws of lists as proofs of loops need them: each is provable, and no wrong one is."""

from collections.abc import Callable, Sequence

import pytest

from lemmata.language.tree import Program
from lemmata.obligations import derive
from lemmata.obligations.solvers import Limits, Script, Solver, solve

Read = Callable[[str], Program]
INSIDE, J_INSIDE = "0 <= i < len(xs)", "0 <= j < len(xs)"
RISING = "all(xs[k] <= xs[k + 1] for k in range(len(xs) - 1))"
BELOW = "all(xs[k] < v for k in range(i))"
ABOVE = "all(v < xs[k] for k in range(i, len(xs)))"
SWAPPED = """
    out = list(xs)
    out[i], out[j] = out[j], out[i]
"""
INSERTED = """
    out = list(xs)
    out.insert(i, v)
"""
STORED = """
    out = list(xs)
    out[i] = v
"""
RISES = "all(out[k] <= out[k + 1] for k in range(len(out) - 1))"

TRUE: dict[str, tuple[str, ...]] = {
    "a longer prefix": ("xs[:i] + [xs[i]] == xs[:i + 1]", INSIDE),
    "prefix and suffix": ("xs[:i] + xs[i:] == xs",),
    "twice reversed": ("xs[::-1][::-1] == xs",),
    "reversed": ("xs[::-1][i] == xs[len(xs) - 1 - i]", INSIDE),
    "member by step": ("(v in xs[:i + 1]) == (v in xs[:i] or xs[i] == v)", INSIDE),
    "member is any": ("(v in xs) == any(x == v for x in xs)",),
    "index is the first": ("xs[xs.index(v)] == v and v not in xs[:xs.index(v)]", "v in xs"),
    "sum by step": ("sum(xs[:i]) + xs[i] == sum(xs[:i + 1])", INSIDE),
    "sum after append": ("sum(xs + [v]) == sum(xs) + v",),
    "sum of both": ("sum(xs + ys) == sum(xs) + sum(ys)",),
    "sum of parts": ("sum(xs[:i]) + sum(xs[i:]) == sum(xs)",),
    "sum after a store": ("sum(out) == sum(xs) - xs[i] + v", INSIDE, STORED),
    "sum over places": ("sum(xs[k] for k in range(len(xs))) == sum(xs)",),
    "sum reversed": ("sum(x for x in reversed(xs)) == sum(xs)",),
    "sum of what is not negative": ("sum(xs) >= 0", "all(x >= 0 for x in xs)"),
    "sum of squares": (
        "sum(x * x for x in xs[:i + 1]) == sum(x * x for x in xs[:i]) + xs[i] * xs[i]",
        INSIDE,
    ),
    "count and member": ("(v in xs) == (xs.count(v) > 0)",),
    "count by step": ("xs[:i + 1].count(v) == xs[:i].count(v) + (xs[i] == v)", INSIDE),
    "a swap rearranges": ("sorted(out) == sorted(xs)", INSIDE, J_INSIDE, SWAPPED),
    "greatest by step": ("max(xs[:i + 1]) == max(max(xs[:i]), xs[i])", INSIDE, "i > 0"),
    "greatest is a member": ("max(xs) in xs and xs[i] <= max(xs)", INSIDE),
    "least with tests": ("min(x for x in xs if x > 0) > 0", "any(x > 0 for x in xs)"),
    "neighbours, then any two": ("xs[i] <= xs[j]", RISING, INSIDE, J_INSIDE, "i <= j"),
    "neighbours by zip": (RISING, "all(a <= b for a, b in zip(xs, xs[1:]))"),
    "binary search": ("v not in xs", "0 <= i <= len(xs)", BELOW, ABOVE),
    "binary search, a step": ("all(xs[k] < v for k in range(i + 1))", RISING, INSIDE, "xs[i] < v"),
    "sorted is in order": (RISES, "\n    out = sorted(xs)\n"),
    "sorted has the same members": ("(v in sorted(xs)) == (v in xs)",),
    "sorted counts the same": ("sorted(xs).count(v) == xs.count(v)",),
    "in order is sorted": ("sorted(xs) == xs", RISING),
    "sorted insertion": (RISES, RISING, "0 <= i <= len(xs)", BELOW, ABOVE, INSERTED),
    "mapped by step": (
        "[x * 2 for x in xs[:i]] + [xs[i] * 2] == [x * 2 for x in xs[:i + 1]]",
        INSIDE,
    ),
    "filtered by step": (
        "[x for x in xs[:i] if x > 0] + [xs[i]] == [y for y in xs[:i + 1] if y > 0]",
        INSIDE,
        "xs[i] > 0",
    ),
    "what is kept passes": ("all(x > 0 for x in [y for y in xs if y > 0])",),
    "what passes is kept": ("v in [x for x in xs if x > 0]", "v in xs", "v > 0"),
    "a display": ("sum([v, i]) == v + i",),
    "rows": ("grid[i] in grid and [len(r) for r in grid][i] == len(grid[i])", "0 <= i < len(grid)"),
    "sum of rows": (
        "sum(sum(r) for r in grid[:i + 1]) == sum(sum(r) for r in grid[:i]) + sum(grid[i])",
        "0 <= i < len(grid)",
    ),
    "enumerated": ("all(xs[k] == x for k, x in enumerate(xs))",),
    "a set comprehension": ("all(x % 3 in {y % 3 for y in xs} for x in xs)",),
    "all of a set": ("all(x > 2 and x in xs for x in {y for y in xs if y > 2})",),
    "any of a set": ("any(x == v for x in set(xs)) == (v in xs)",),
    "all stops at the first": (
        "not all((9 // xs[1] < v) if k == 1 else xs[k] != 0 for k in range(2))",
        "len(xs) == 2 and xs[0] == 0",
    ),
    "any stops at the first": (
        "any((9 // xs[1] < v) if k == 1 else xs[k] == 0 for k in range(2))",
        "len(xs) == 2 and xs[0] == 0",
    ),
}
WRONG: dict[str, tuple[str, ...]] = {
    "one step too few": ("sum(xs[:i]) == sum(xs[:i + 1])", INSIDE),
    "append changes no member": ("(v in xs + [i]) == (v in xs)",),
    "a store keeps the sum": ("sum(out) == sum(xs)", INSIDE, STORED),
    "slices start where they say": ("xs[i:][0] == xs[i]", "len(xs[i:]) > 0", "-9 < i < len(xs)"),
    "sorted is the list": ("sorted(xs) == xs",),
    "a store rearranges": ("sorted(out) == sorted(xs)", INSIDE, STORED),
    "the least is the first": ("min(xs) == xs[0]", "len(xs) > 0"),
    "an empty list has a least": ("min(xs) == min(xs)",),
    "nothing kept has a least": ("min(x for x in xs if x > 0) > 0", "len(xs) > 0"),
    "insertion anywhere": (RISES, RISING, "0 <= i <= len(xs)", INSERTED),
    "all are kept": ("[x for x in xs if x > 0] == xs",),
    "premises contradict": ("v != v", INSIDE, J_INSIDE, RISING, BELOW, "sorted(ys) == xs"),
    "prefixes add up": ("xs[:i] + xs[j:] == xs",),
    "all of a set too many": ("all(x > 3 for x in {y for y in xs if y > 2})",),
    "all stops before": (
        "not all((9 // xs[1] < v) if k == 1 else xs[k] == 0 for k in range(2))",
        "len(xs) == 2 and xs[0] == 0 and xs[1] <= 0 and v < -9",
    ),
    "any goes on": ("all(1 // (1 - k) >= 0 for k in range(3))",),
    "all goes on": ("all(1 // (2 - k) > 0 for k in range(i))", "0 <= i <= 4"),
    "an index wraps": ("xs[i] == xs[0]", "-len(xs) <= i < 0"),
    "a repeat of any count": ("len([v] * i) >= 0",),
    "equal sums, equal lists": ("xs == ys", "sum(xs) == sum(ys)", "len(xs) == len(ys)"),
}


def scripts(read: Read, goal: str, *given: str) -> list[Script]:
    """The obligations of a function that returns the goal, and promises it."""
    premises = [one for one in given if "\n" not in one]
    body = "".join(one for one in given if "\n" in one) or "\n"
    names = "xs, ys, grid, i, j, v"
    source = [f"@require(lambda {names}: {one})" for one in premises]
    source += [
        "@ensure(lambda result: result)",
        "def f(xs: list[int], ys: list[int], grid: list[list[int]],"
        " i: int, j: int, v: int) -> bool:" + body.rstrip(),
        f"    return {goal}",
    ]
    program = read("\n".join(source))
    assert not program.unsupported, program.unsupported
    return [Script(known.smt) for known in derive(program, "f")]


def answers(asked: Sequence[Script], limits: Limits) -> list[set[str]]:
    """What both solvers say of each."""
    replies = [solve(asked, solver, limits) for solver in Solver]
    return [{reply.status for reply in pair} for pair in zip(*replies, strict=True)]


@pytest.mark.parametrize("name", TRUE)
def test_a_true_law_is_proved(name: str, program_of: Read) -> None:
    """Each obligation of a true law is proved by one solver at least, and denied by none."""
    for statuses in answers(scripts(program_of, *TRUE[name]), Limits(wall_seconds=20)):
        assert "unsat" in statuses
        assert "sat" not in statuses


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_law_is_not_proved(name: str, program_of: Read) -> None:
    """Some obligation of a wrong law is proved by neither solver."""
    limits = Limits(z3_rlimit=600_000, cvc5_rlimit=400_000, wall_seconds=10)
    asked = scripts(program_of, *WRONG[name])
    assert any("unsat" not in statuses for statuses in answers(asked, limits))


def test_names_of_bound_variables_do_not_matter(program_of: Read) -> None:
    """The same sum over another target is the same function: nothing is left to be shown."""
    goal = "sum(x + 1 for x in xs) == sum(y + 1 for y in xs)"
    (made,) = scripts(program_of, goal)
    assert made.text.count("(declare-fun sum.") == 1
