"""The room `sandbox`: CPython itself, in confined child processes, as the judge of what runs."""

from lemmata.sandbox.checks import Fact, facts
from lemmata.sandbox.process import SandboxLimits
from lemmata.sandbox.running import Sandbox

__all__ = ["Fact", "Sandbox", "SandboxLimits", "facts"]
