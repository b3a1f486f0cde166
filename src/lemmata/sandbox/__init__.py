"""The room `sandbox`: CPython itself, in confined processes, as the judge of what runs.

Task files run by `Sandbox`, any other Python text by `Scripts`, behind the same walls. Scripts, and
what this machine enforces, come when they are asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.sandbox.process import Child, SandboxLimits
from lemmata.sandbox.running import Sandbox
from lemmata.sandbox.starting import Walls, chosen_walls

if TYPE_CHECKING:
    from lemmata.sandbox.checks import Fact, facts, other_walls
    from lemmata.sandbox.script_values import Did, Gave, Opaque, Stopped, Threw, same
    from lemmata.sandbox.scripts import Script, Scripts, Surroundings

__all__ = [
    "Child",
    "Did",
    "Fact",
    "Gave",
    "Opaque",
    "Sandbox",
    "SandboxLimits",
    "Script",
    "Scripts",
    "Stopped",
    "Surroundings",
    "Threw",
    "Walls",
    "chosen_walls",
    "facts",
    "other_walls",
    "same",
]

_PLACES = {
    "checks": ("Fact", "facts", "other_walls"),
    "script_values": ("Did", "Gave", "Opaque", "Stopped", "Threw", "same"),
    "scripts": ("Script", "Scripts", "Surroundings"),
}


def __getattr__(name: str) -> Any:
    for place, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"lemmata.sandbox.{place}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
