"""How far provers go: counts and solver units, so that a verdict does not depend on the clock."""

from dataclasses import dataclass, field

from lemmata.contracts.clocks import NEVER, Deadline
from lemmata.obligations import solvers

DEFAULT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one question.

    ``tries`` inputs for the first search for a counterexample and ``deep_tries`` for the second,
    when nothing else decided; ``shrink_tries`` to make a counterexample smaller;
    ``exhaustive_inputs`` is the largest domain that is run through; ``solver`` bounds each
    obligation. A prover that goes on for long by itself checks the ``deadline`` now and then.
    """

    tries: int = 600
    deep_tries: int = 20_000
    shrink_tries: int = 400
    exhaustive_inputs: int = 4_096
    solver: solvers.Limits = field(default_factory=solvers.Limits)
    deadline: Deadline = NEVER


def limits_for(seconds: float = DEFAULT_SECONDS) -> Limits:
    """The limits that a budget of CPU seconds stands for; 5 are the defaults."""
    factor = max(seconds, 0.0) / DEFAULT_SECONDS
    usual = Limits()
    return Limits(
        tries=max(1, round(usual.tries * min(factor, 1.0))),
        deep_tries=round(usual.deep_tries * factor),
        shrink_tries=usual.shrink_tries,
        exhaustive_inputs=usual.exhaustive_inputs,
        solver=solvers.Limits(
            z3_rlimit=max(1, round(usual.solver.z3_rlimit * factor)),
            cvc5_rlimit=max(1, round(usual.solver.cvc5_rlimit * factor)),
            wall_seconds=max(1.0, usual.solver.wall_seconds * factor),
        ),
    )
