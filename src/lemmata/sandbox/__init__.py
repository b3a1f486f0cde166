"""The room `sandbox`: CPython itself, in confined child processes, as the judge of what runs.

What this machine enforces is found out when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.sandbox.process import Child, SandboxLimits
from lemmata.sandbox.running import Sandbox

if TYPE_CHECKING:
    from lemmata.sandbox.checks import Fact, facts

__all__ = ["Child", "Fact", "Sandbox", "SandboxLimits", "facts"]


def __getattr__(name: str) -> Any:
    if name not in ("Fact", "facts"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("lemmata.sandbox.checks"), name)
