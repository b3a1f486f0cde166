"""CPU time of this process and of the children it has waited for."""

import os


def cpu_seconds() -> float:
    """User and system seconds, children included once they were waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
