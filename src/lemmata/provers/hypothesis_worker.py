"""The child process that speaks to Hypothesis; started as a script, it imports nothing of ours.

Its one argument is JSON: how many examples, and for each parameter what its type is. It writes
one line of JSON for each input that Hypothesis wants tried, and reads one line back: ``good``,
``bad``, or ``odd`` where the input is not admitted. It never sees code, contract or results.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hypothesis.strategies import SearchStrategy


def strategy(kind: list[Any]) -> SearchStrategy[Any]:
    """Values of a type as JSON writes them here: numbers, texts, lists of parts, positions."""
    head, *rest = kind
    if head in ("int", "str"):
        free = st.integers() if head == "int" else st.text()
        return st.one_of(free, st.sampled_from(rest[0])) if rest[0] else free
    if head == "bool":
        return st.booleans()
    if head == "none":
        return st.none()
    if head == "fraction":
        return st.tuples(st.integers(), st.integers(min_value=1))
    if head == "choice":
        return st.integers(min_value=0, max_value=rest[0] - 1)
    if head == "optional":
        return st.one_of(st.none(), st.tuples(strategy(rest[0])))
    if head == "parts":
        return st.tuples(*map(strategy, rest[0]))
    if head == "list":
        return st.lists(strategy(rest[0]))
    if head == "set":
        return st.lists(strategy(rest[0]), unique_by=repr)
    key, value = map(strategy, rest)
    return st.lists(st.tuples(key, value), unique_by=lambda pair: repr(pair[0]))


def main() -> None:
    """Try inputs until one is bad and small, or all were tried."""
    wish = json.loads(sys.argv[1])

    @hypothesis.settings(
        max_examples=wish["examples"],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(st.tuples(*map(strategy, wish["kinds"])))
    def trial(arguments: tuple[Any, ...]) -> None:
        sys.stdout.write(f"{json.dumps(arguments)}\n")
        sys.stdout.flush()
        answer = sys.stdin.readline().strip()
        hypothesis.assume(answer != "odd")
        assert answer == "good"

    with suppress(AssertionError, hypothesis.errors.HypothesisException):
        trial()


if __name__ == "__main__":
    import hypothesis
    import hypothesis.strategies as st

    main()
