"""Houdini: of the candidates, the greatest part that every iteration keeps (Flanagan, Leino 2001).

All candidates are assumed at the head and each is to be shown on entry and after an iteration;
those that are not are dropped, until all that are left are shown. What is left is an invariant.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from lemmata.language.tree import Condition
from lemmata.obligations import Derivation, Obligation
from lemmata.obligations.solvers import Limits, Script, Solver, Solvers

Kept = Mapping[int, Sequence[Condition]]
"""Conditions by loop number."""

Hint = tuple[int, int]
"""A loop and the position of a hint, from 1."""

_NAME = re.compile(r"loop-(\d+)-hint-(\d+)-(?:entry|kept)-\d+")
MOST_UNITS = 40_000_000
"""What z3 may spend on one search, in its own units: a few seconds of CPU on any machine."""

_CVC5_UNIT = 7
"""What a unit of cvc5 comes to in z3's, roughly."""

_QUICK = Limits(z3_rlimit=400_000, cvc5_rlimit=240_000, wall_seconds=10.0)


def strongest(
    derived: Callable[[Kept], Derivation], candidates: Kept, solvers: Solvers
) -> dict[int, list[Condition]]:
    """The candidates that hold at the heads; ``derived`` is what is to be shown with such hints.

    None is left where the search would cost more than `MOST_UNITS`.

    Raises:
        UnsupportedError: the function has no obligations.
        ToolError: a solver is missing or broke.
    """
    kept = {number: list(known) for number, known in candidates.items()}
    solvers.limits = _QUICK
    left = MOST_UNITS
    while any(kept.values()):
        wrong, spent = _not_shown(derived(kept).obligations, solvers)
        if not wrong:
            break
        left -= spent
        if left < 0:
            return {}
        kept = {
            number: [one for at, one in enumerate(known, 1) if (number, at) not in wrong]
            for number, known in kept.items()
        }
    return kept


def hint_of(obligation: Obligation) -> Hint | None:
    """The hint that an obligation shows, on entry or after an iteration; None if none."""
    found = _NAME.fullmatch(obligation.name)
    return (int(found[1]), int(found[2])) if found else None


def _not_shown(obligations: Sequence[Obligation], solvers: Solvers) -> tuple[set[Hint], int]:
    """The hints, by loop and position, with an obligation that is not shown; units spent."""
    wrong: set[Hint] = set()
    spent = 0
    for obligation in obligations:
        hint = hint_of(obligation)
        if hint is None or hint in wrong or spent > MOST_UNITS:
            continue
        shown, units = _shown(obligation, solvers)
        spent += units
        if not shown:
            wrong.add(hint)
    return wrong, spent


def is_shown(obligations: Sequence[Obligation], solvers: Solvers) -> bool:
    """Whether all of these are shown within narrow limits."""
    solvers.limits = _QUICK
    return all(_shown(obligation, solvers)[0] for obligation in obligations)


def _shown(obligation: Obligation, solvers: Solvers) -> tuple[bool, int]:
    """Whether a solver shows it, and z3's units spent; of strings cvc5 is asked first."""
    spent = 0
    order = (Solver.CVC5, Solver.Z3) if "(str." in obligation.smt else (Solver.Z3,)
    for solver in order:
        (reply,) = solvers.solve([Script(obligation.smt)], solver)
        spent += reply.resources * (_CVC5_UNIT if solver is Solver.CVC5 else 1)
        if reply.status == "unsat":
            return True, spent
    return False, spent
