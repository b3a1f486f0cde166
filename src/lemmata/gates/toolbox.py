"""The tools of one run, each started when a gate first asks for it."""

import resource
import time

from lemmata.contracts.closing import Closing
from lemmata.gates.policy import Policy
from lemmata.gates.protocol import Prove, Tools
from lemmata.gates.servers import Servers
from lemmata.sandbox import SandboxLimits, Scripts


class Toolbox(Closing):
    """Sandboxes by their limits, and language servers; a context that ends what it started."""

    def __init__(self) -> None:
        self._scripts: dict[SandboxLimits, Scripts] = {}
        self._servers = Servers()

    def tools(self, prove: Prove | None = None) -> Tools:
        """What gates are given; ``prove`` is the portfolio, for the proof gate."""
        return Tools(self.scripts, self._servers, prove)

    def scripts(self, policy: Policy) -> Scripts:
        """The sandbox that enforces the policy's limits."""
        rules = policy.execution
        limits = SandboxLimits(
            cpu_seconds=rules.cpu_seconds,
            wall_seconds=rules.wall_seconds,
            memory_bytes=rules.memory_mib << 20,
        )
        if limits not in self._scripts:
            self._scripts[limits] = Scripts(limits)
        return self._scripts[limits]

    def cpu_seconds(self) -> float:
        """CPU time of this process, of its ended children, and of everything started here."""
        running = sum(scripts.cpu_seconds for scripts in self._scripts.values())
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = time.process_time() + ended.ru_utime + ended.ru_stime
        return own + self._servers.cpu_seconds + running

    def close(self) -> None:
        """End every process."""
        for scripts in self._scripts.values():
            scripts.close()
        self._servers.close()
