"""The reference interpreter, the printer and the digest against CPython, on random programs."""

import pytest

from lemmata.testing.differential import Tally, compare

CHUNK = 200
CHUNKS = 5  # `benchmarks/soundness.py` goes on from here
RAISED = ("AssertionError", "AttributeError", "IndexError", "TypeError", "ZeroDivisionError")
FROM_LOOPS = ("IndexError", "KeyError", "UnboundLocalError", "ValueError", "ZeroDivisionError")


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_interpreter_is_cpython(chunk: int) -> None:
    """Value, exception and clauses are CPython's; a printed body parses to the same tree."""
    tally = Tally()
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        tally.add(compare(seed))
    counts = tally.counts
    assert tally.differences == []
    assert counts["programs"] == CHUNK
    assert counts["unsupported"] * 20 <= counts["functions"]
    assert all(counts[f"raised {error}"] > 0 for error in RAISED)
    assert counts["raised UnboundLocalError"] > 0
    assert counts["calls"] > 4 * CHUNK


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_containers_and_loops_are_cpythons(chunk: int) -> None:
    """The same laws with lists, dicts, sets, loops, changes in place and recursion."""
    tally = Tally()
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        tally.add(compare(seed, has_loops=True))
    counts = tally.counts
    assert tally.differences == []
    assert counts["programs"] == CHUNK
    assert counts["unsupported"] * 20 <= counts["functions"]
    assert all(counts[f"raised {error}"] > 0 for error in FROM_LOOPS)
    assert counts["calls"] > 8 * CHUNK
