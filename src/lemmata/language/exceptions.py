"""Exceptions by name: which of them a declared one covers, in CPython's hierarchy."""

import builtins
from collections.abc import Iterable


def exception_class(name: str) -> type[Exception] | None:
    """The builtin exception of that name, or None."""
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, Exception) else None


def declares(raises: Iterable[str], error: str) -> bool:
    """Whether an exception named ``error`` is one of ``raises``, or of a subclass of one."""
    known = exception_class(error)
    if known is None:
        return False
    return any(
        (declared := exception_class(name)) is not None and issubclass(known, declared)
        for name in raises
    )
