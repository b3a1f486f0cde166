"""What a verifier found of a proof, claim by claim."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from lemmata.contracts.errors import CertificateError, InputError, LimitError


@dataclass(frozen=True, slots=True)
class Found:
    """One claim that was looked at: by which method, over how many inputs or obligations.

    ``problem`` is empty where it holds; ``undecided`` where nothing is known to be wrong.
    """

    claim: str
    method: str
    count: int
    seconds: float
    problem: str = ""
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What was found of a proof's folder; ``skipped`` are claims for which a tool is missing."""

    folder: Path
    rule: str
    found: tuple[Found, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    inputs: int = 0
    skipped: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Every claim holds."""
        return not self.problems and not any(one.problem for one in self.found)

    @property
    def assurance(self) -> str | None:
        """What the proof of the rule is worth; every step of a machine is `exhaustive`."""
        worth = {one.claim: one.method for one in self.found} if self.ok else {}
        return worth.get("rule", "exhaustive" if "steps" in worth else None)


@dataclass(slots=True)
class Notebook:
    """Claims as they are looked at."""

    found: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def look(self, claim: str, look: Callable[[], tuple[str, int, str]]) -> bool:
        """One claim: method, count and problem; a limit leaves it undecided."""
        start = perf_counter()
        undecided = False
        try:
            method, count, problem = look()
        except LimitError as error:
            method, count, problem, undecided = "none", 0, str(error), True
        except (CertificateError, InputError) as error:
            method, count, problem = "reading", 0, str(error)
        seconds = perf_counter() - start
        self.found.append(Found(claim, method, count, seconds, problem, undecided))
        return not problem
