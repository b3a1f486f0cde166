"""One warm toolbox for all tests of gates."""

from collections.abc import Iterator

import pytest

from lemmata.gates import Toolbox


@pytest.fixture(scope="session")
def box() -> Iterator[Toolbox]:
    """Sandboxes and servers, started when first asked."""
    with Toolbox() as made:
        yield made
