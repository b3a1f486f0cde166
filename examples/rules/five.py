"""Five rules of a coding agent, 34 inputs in all: 2, 8, 16, 6 and 2.

No two take the same field, so any of them together have as many joint inputs as the product of
their own: 396 over the ten pairs, 9,638 over the 31 subsets.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Problem(Enum):
    """What the last run of the tests ended in."""

    SYNTAX = "syntax"
    IMPORT = "import"
    NAME = "name"
    TYPE = "type"
    ASSERTION = "assertion"
    TIMEOUT = "timeout"


@dataclass(frozen=True)
class Retry:
    """Ask again, with other parameters."""

    retry: bool
    thinking: bool
    token_factor: int


@dataclass(frozen=True)
class Prompt:
    """What goes before the next request."""

    prepend: Literal["failing-test"]


@dataclass(frozen=True)
class Halt:
    """No further attempt."""

    halt: bool


@dataclass(frozen=True)
class Hint:
    """What the next request says beside the task."""

    hint: str


@dataclass(frozen=True)
class Alias:
    """Which model is asked."""

    model: Literal["latest", "pinned"]


def retry_on_length(finish_reason: Literal["stop", "length"]) -> Retry | None:
    """An answer that was cut off is asked for again, with thinking and four times the tokens."""
    if finish_reason == "length":
        return Retry(retry=True, thinking=True, token_factor=4)
    return None


def prepend_failing_test(has_test: bool, test_fails: bool, is_short: bool) -> Prompt | None:
    """A test that fails, and is short, goes first."""
    if has_test and test_fails and is_short:
        return Prompt("failing-test")
    return None


def halt_on_converge(
    tests_pass: bool, diff_is_empty: bool, lint_is_clean: bool, was_seen: bool
) -> Halt | None:
    """When nothing changes any more and everything is well, the agent stops."""
    return Halt(True) if tests_pass and diff_is_empty and lint_is_clean and was_seen else None


def hint_by_error(problem: Problem) -> Hint:
    """One hint for each class of error."""
    match problem:
        case Problem.SYNTAX:
            return Hint("Print the whole file again.")
        case Problem.IMPORT:
            return Hint("Use the standard library alone.")
        case Problem.NAME:
            return Hint("Define every name before its use.")
        case Problem.TYPE:
            return Hint("Look at the signatures again.")
        case Problem.ASSERTION:
            return Hint("Work through the failing example by hand.")
        case Problem.TIMEOUT:
            return Hint("Find the loop that does not end.")


def model_alias(model: Literal["latest", "pinned"]) -> Alias | None:
    """An alias is replaced, so that a run can be repeated."""
    return Alias("pinned") if model == "latest" else None
