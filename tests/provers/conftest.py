"""Warm solvers, shared by the tests of the room."""

from collections.abc import Iterator

import pytest

from lemmata.obligations.solvers import Solvers


@pytest.fixture(scope="session")
def solvers() -> Iterator[Solvers]:
    """Both solvers, started at most once."""
    with Solvers() as warm:
        yield warm
