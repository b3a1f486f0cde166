"""Measures: tuples of ints that decrease lexicographically, and so cannot do so for ever."""

from collections.abc import Sequence

from lemmata.obligations.smtlib import Term, apply, conjunction, disjunction


def decreasing(before: Sequence[Term], after: Sequence[Term]) -> Term:
    """The first component that changes gets smaller, and was not negative.

    Sound: among the steps that leave every earlier component alone, a component that only
    decreases from values of at least 0 changes finitely often. Of unequal lengths, the common
    prefix counts.
    """
    cases: list[Term] = []
    equal: list[Term] = []
    for old, new in zip(before, after, strict=False):
        cases.append(conjunction([*equal, apply("<", new, old), apply(">=", old, "0")]))
        equal.append(apply("=", new, old))
    return disjunction(cases)
