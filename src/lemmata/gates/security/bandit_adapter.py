"""Bandit as a library: the one file that imports it.

`# nosec` in the text is ignored: a candidate may not excuse itself.
"""

import io
from functools import lru_cache

from bandit.core.config import BanditConfig
from bandit.core.manager import BanditManager
from bandit.core.test_set import BanditTestSet

LEVEL = "MEDIUM"
"""Least severity and least confidence that count."""

LEFT_OUT = {
    "B101": "assertions are how contracts are written",
    "B104": "our rule `all-interfaces`, which knows an address from a server",
    "B113": "a missing timeout is no hole",
    "B306": "our rule `temporary-file`",
    "B324": "our rule `weak-hash`, which knows `usedforsecurity`",
}
"""Tests that are not asked, and why."""


@lru_cache(maxsize=1)
def _tests() -> tuple[BanditConfig, BanditTestSet]:
    """Loading the tests reads the entry points of every installed package: once a process."""
    config = BanditConfig()
    return config, BanditTestSet(config, {"exclude": sorted(LEFT_OUT)})


class _Manager(BanditManager):  # type: ignore[misc]  # Bandit has no types
    def __init__(self) -> None:
        config, tests = _tests()
        super().__init__(config, "file", profile={"include": ["B102"]}, ignore_nosec=True)
        self.b_ts = tests


def report(text: str) -> list[tuple[str, int]]:
    """What Bandit says, with lines.

    Raises:
        RuntimeError: Bandit skipped the text, so nothing is known of it.
    """
    manager, name = _Manager(), "task/candidate.py"
    manager._parse_file(name, io.BytesIO(text.encode()), [name])
    if manager.skipped:
        raise RuntimeError(f"skipped the text: {manager.skipped[0][1]}")
    issues = manager.get_issue_list(LEVEL, LEVEL)
    return [(f"{issue.test_id} {issue.test}: {issue.text}", issue.lineno) for issue in issues]
