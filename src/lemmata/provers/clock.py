"""CPU time, of this process and of every child, ended or warm."""

import resource
import time

from lemmata.obligations.solvers import Solvers
from lemmata.provers.protocol import Question


def cpu_seconds(question: Question) -> float:
    """CPU seconds so far: own, of ended children, of the sandbox and of the warm solvers."""
    return cpu_with(question.solvers, question.sandbox.cpu_seconds)


def cpu_with(solvers: Solvers, sandbox_seconds: float) -> float:
    """CPU seconds so far: own, of ended children, of a sandbox and of warm solvers.

    A child that ends moves from one term to another, so differences stay true. Where the system
    has no CPU clock for other processes, warm solvers count once they ended.
    """
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return own + sandbox_seconds + sum(_of_process(pid) for pid in solvers.pids().values())


def _of_process(pid: int) -> float:
    # Linux numbers the CPU clock of a process so; see clock_getcpuclockid(3).
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0
