"""The conformance kit: it passes our generator and a stranger's, and catches each broken law."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from lemmata.contracts.attempts import Budget, Exhausted, Proposal
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators import Request, generator
from lemmata.testing.generators import generator_conformance

BODIES = {
    "solve_add": ("return a", "return b - a"),
    "clamp": ("return value", "return max(low, min(value, high))"),
}


@dataclass
class Listed:
    """A stranger's generator: it reads bodies from a list, one for each attempt so far."""

    name: str = "listed"

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next body of the list."""
        bodies = BODIES[request.task]
        if budget.is_spent or len(request.attempts) >= len(bodies):
            return Exhausted("the list is over")
        return Candidate(bodies[len(request.attempts)], self.name, Cost(tokens=3))


class Repeating(Listed):
    """Proposes its first body whatever it is told."""

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The first body again."""
        if budget.is_spent:
            return Exhausted("spent")
        return Candidate(BODIES[request.task][0], self.name)


class Spendthrift(Listed):
    """Proposes without a budget."""

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """A body, always."""
        return Candidate("return 0", self.name)


class Broken(Listed):
    """Proposes what is not Python."""

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """Half a statement."""
        return Exhausted("spent") if budget.is_spent else Candidate("return (", self.name)


class Moody(Listed):
    """Proposes something else each time."""

    turns = 0

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """A new number."""
        Moody.turns += 1
        return (
            Exhausted("spent") if budget.is_spent else Candidate(f"return {self.turns}", "listed")
        )


class Anonymous(Listed):
    """Its candidates name another generator."""

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """A body of somebody else."""
        return Exhausted("spent") if budget.is_spent else Candidate("return 0", "somebody")


def test_built_in_conforms() -> None:
    """The synthesizer keeps the laws of the protocol."""
    generator_conformance(lambda: generator("synth"))


def test_stranger_conforms() -> None:
    """A third-party generator that keeps the laws passes."""
    generator_conformance(Listed)


@pytest.mark.parametrize(
    ("factory", "law"),
    [
        (Repeating, "a refuted body came again"),
        (Spendthrift, "a spent budget gave Candidate"),
        (Broken, "the body is not Python"),
        (Moody, "gave two proposals"),
        (Anonymous, "names its generator"),
        (lambda: Listed(""), "must not be empty"),
    ],
)
def test_broken_law_is_named(factory: Callable[[], Listed], law: str) -> None:
    """Each broken law fails the kit, by name."""
    with pytest.raises(AssertionError, match=law):
        generator_conformance(factory)
