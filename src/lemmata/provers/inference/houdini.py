"""Houdini: of the candidates, the greatest part that every iteration keeps (Flanagan, Leino 2001).

All candidates are assumed at the head and each is to be shown on entry and after an iteration;
those that are not are dropped, until all that are left are shown. What is left is an invariant.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from lemmata.language.tree import Condition
from lemmata.obligations import Derivation, Obligation
from lemmata.obligations.solvers import Limits, Script, Solver, Solvers

Kept = Mapping[int, Sequence[Condition]]
"""Conditions by loop number."""

Hint = tuple[int, int]
"""A loop and the position of a hint, from 1."""

_NAME = re.compile(r"loop-(\d+)-hint-(\d+)-(?:entry|kept)-\d+")
_INVARIANT = re.compile(r"loop-(\d+)-invariant-(\d+)-(?:entry|kept)-\d+")
MOST_UNITS = 40_000_000
"""What z3 may spend on one search, in its own units: a few seconds of CPU on any machine."""

_CVC5_UNIT = 7
"""What a unit of cvc5 comes to in z3's, roughly."""

_QUICK = Limits(z3_rlimit=400_000, cvc5_rlimit=240_000, wall_seconds=10.0)
_PATIENT = Limits(z3_rlimit=1_200_000, cvc5_rlimit=240_000, wall_seconds=10.0)


class Found(NamedTuple):
    """What is left of the candidates; whether one went because units were spent, not for cause."""

    kept: dict[int, list[Condition]]
    is_hasty: bool


def strongest(
    derived: Callable[[Kept], Derivation],
    candidates: Kept,
    solvers: Solvers,
    *,
    is_patient: bool = False,
) -> Found:
    """The candidates that hold at the heads; ``derived`` is what is to be shown with such hints.

    None is left where the search would cost more than `MOST_UNITS`. With patience cvc5, and then
    z3 with more units, are asked what z3 did not decide.

    Raises:
        UnsupportedError: the function has no obligations.
        ToolError: a solver is missing or broke.
    """
    kept = {number: list(known) for number, known in candidates.items()}
    left, is_hasty = MOST_UNITS, False
    while any(kept.values()):
        wrong, cut_off, spent = _not_shown(derived(kept).obligations, solvers, is_patient)
        is_hasty = is_hasty or cut_off
        if not wrong:
            break
        left -= spent
        if left < 0:
            return Found({}, False)
        kept = {
            number: [one for at, one in enumerate(known, 1) if (number, at) not in wrong]
            for number, known in kept.items()
        }
    return Found(kept, is_hasty)


def unkept_invariants(obligations: Sequence[Obligation], solvers: Solvers) -> set[Hint]:
    """The invariants of the text, by loop and position, that the loop does not surely keep.

    Raises:
        ToolError: a solver is missing or broke.
    """
    return _not_shown(obligations, solvers, True, invariant_of)[0]


def invariant_of(obligation: Obligation) -> Hint | None:
    """The invariant of the text that an obligation shows, as `hint_of`."""
    found = _INVARIANT.fullmatch(obligation.name)
    return (int(found[1]), int(found[2])) if found else None


def hint_of(obligation: Obligation) -> Hint | None:
    """The hint that an obligation shows, on entry or after an iteration; None if none."""
    found = _NAME.fullmatch(obligation.name)
    return (int(found[1]), int(found[2])) if found else None


def _not_shown(
    obligations: Sequence[Obligation],
    solvers: Solvers,
    is_patient: bool,
    which: Callable[[Obligation], Hint | None] | None = None,
) -> tuple[set[Hint], bool, int]:
    """The hints, by loop and position, with an obligation that is not shown.

    And whether one is merely not decided; and the units spent.
    """
    wrong: set[Hint] = set()
    cut_off, spent = False, 0
    for obligation in obligations:
        hint = (which or hint_of)(obligation)
        if hint is None or hint in wrong or spent > MOST_UNITS:
            continue
        said = _asked(obligation, solvers, is_patient)
        spent += said.units
        if not said.shown:
            wrong.add(hint)
            cut_off = cut_off or said.cut_off
    return wrong, cut_off, spent


def is_shown(obligations: Sequence[Obligation], solvers: Solvers) -> bool:
    """Whether all of these are shown within narrow limits."""
    return all(_asked(obligation, solvers, False).shown for obligation in obligations)


class _Said(NamedTuple):
    shown: bool
    cut_off: bool
    units: int


def _asked(obligation: Obligation, solvers: Solvers, is_patient: bool) -> _Said:
    """Whether a solver shows it, and z3's units spent; of strings cvc5 is asked first."""
    order = [(Solver.CVC5, _QUICK)] if "(str." in obligation.smt else []
    order.append((Solver.Z3, _QUICK))
    if is_patient:
        order += [(Solver.CVC5, _QUICK), (Solver.Z3, _PATIENT)]
    spent, cut_off = 0, False
    for solver, limits in order:
        solvers.limits = limits
        (reply,) = solvers.solve([Script(obligation.smt)], solver)
        spent += reply.resources * (_CVC5_UNIT if solver is Solver.CVC5 else 1)
        if reply.status == "unsat":
            return _Said(True, False, spent)
        cut_off = reply.reason.startswith("resource limit")
        if is_patient and solver is Solver.Z3 and not cut_off:
            break
    return _Said(False, cut_off, spent)
