"""Of the hints that hold, those that a proof uses: the rest would only be carried along."""

from collections.abc import Mapping, Sequence

from lemmata.obligations import Derivation, Obligation
from lemmata.obligations.solvers import Limits, Script, Solver, Solvers
from lemmata.provers.inference.houdini import Hint, hint_of

_LIMITS = Limits(z3_rlimit=1_500_000, cvc5_rlimit=500_000, wall_seconds=10.0)


def used(derived: Derivation, solvers: Solvers) -> frozenset[Hint] | None:
    """The hints that the obligations need, directly or to be kept themselves.

    Of strings cvc5 may show what z3 does not: then nobody knows what is needed, so all that is
    granted there is. None where neither shows everything else.

    Raises:
        ToolError: a solver is missing or broke.
    """
    granted: dict[str, Hint] = {}
    for formula, loop, hint in derived.granted:
        granted.setdefault(formula, (loop, hint))
    by_hint, others = _sorted(derived.obligations)
    solvers.limits = _LIMITS
    needed: set[Hint] = set()
    pending = list(others)
    while pending:
        found = _core(pending.pop(), granted, solvers)
        if found is None:
            return None
        for new in found - needed:
            needed.add(new)
            pending.extend(by_hint.get(new, ()))
    return frozenset(needed)


def _sorted(
    obligations: Sequence[Obligation],
) -> tuple[dict[Hint, list[Obligation]], list[Obligation]]:
    by_hint: dict[Hint, list[Obligation]] = {}
    others: list[Obligation] = []
    for obligation in obligations:
        hint = hint_of(obligation)
        if hint is not None:
            by_hint.setdefault(hint, []).append(obligation)
        else:
            others.append(obligation)
    return by_hint, others


def _core(
    obligation: Obligation, granted: Mapping[str, Hint], solvers: Solvers
) -> frozenset[Hint] | None:
    """The hints in z3's unsat core, all if only cvc5 says unsat, None where neither does."""
    names: dict[str, Hint] = {}
    lines: list[str] = ["(set-option :produce-unsat-cores true)"]
    for line in obligation.smt.splitlines():
        formula = line.removeprefix("(assert ")[:-1] if line.startswith("(assert ") else ""
        if formula in granted:
            name = f"hint.{len(names)}"
            names[name] = granted[formula]
            lines.append(f"(assert (! {formula} :named {name}))")
        else:
            lines.append(line)
    (reply,) = solvers.solve([Script("\n".join(lines) + "\n", core=True)], Solver.Z3)
    if reply.status != "unsat":
        if "(str." not in obligation.smt:
            return None
        (reply,) = solvers.solve([Script(obligation.smt)], Solver.CVC5)
        return frozenset(names.values()) if reply.status == "unsat" else None
    used_names = reply.values[0].strip("()").split() if reply.values else []
    return frozenset(names[name] for name in used_names if name in names)
