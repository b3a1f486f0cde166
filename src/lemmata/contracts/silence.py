"""Python's warnings about text that somebody else wrote, kept quiet."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ONE = threading.RLock()


@contextmanager
def silence() -> Iterator[None]:
    """No warning is shown inside; one thread at a time, as the filters belong to the process."""
    with _ONE, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
