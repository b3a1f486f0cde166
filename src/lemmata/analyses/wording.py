"""Calls, outcomes and lists of clauses as text."""

from collections.abc import Iterable, Sequence

from lemmata.contracts.values import Value, to_python
from lemmata.language.interpreter import Outcome, Returned


def call_text(name: str, arguments: Sequence[tuple[str, Value]]) -> str:
    """A call with its arguments by name, as Python source."""
    return f"{name}({', '.join(f'{known}={to_python(value)}' for known, value in arguments)})"


def outcome_text(outcome: Outcome) -> str:
    """What a call did: ``returns 3``, ``raises ZeroDivisionError``."""
    if isinstance(outcome, Returned):
        return f"returns {to_python(outcome.value)}"
    return f"raises {outcome.error}"


def list_of(texts: Iterable[str]) -> str:
    """The texts joined by ``and``."""
    return " and ".join(texts)
