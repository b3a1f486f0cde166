"""`pytest --lemmata`: contracts as tests. This door costs a run that does not ask for it nothing.

pytest imports this file at every start, so it imports pytest alone; what proves comes from
`lemmata.pytest_contracts`, and only where the option is given.
"""

from importlib import import_module

import pytest

OLDEST = (8, 0)
"""The oldest pytest that has what the plug-in rests on; it was tried with 8.0.2 and 9.2.0."""
UNDECIDED = ("xfail", "fail", "skip")
"""What may become of a function that is neither proved nor refuted."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options and what a configuration file may say instead."""
    group = parser.getgroup("lemmata", "proving contracts (Lemmata)")
    group.addoption(
        "--lemmata", action="store_true", help="prove the contracts of the collected Python files"
    )
    group.addoption(
        "--lemmata-unknown",
        choices=UNDECIDED,
        default=None,
        help="what becomes of unknown and unsupported ones (default: ini lemmata_unknown, xfail)",
    )
    group.addoption(
        "--lemmata-budget",
        default=None,
        metavar="S",
        help="seconds a function (default: ini lemmata_budget, 5)",
    )
    group.addoption(
        "--lemmata-lemmas",
        action="append",
        default=[],
        metavar="DIR",
        help="look here first for sealed lemmas that files build on; may be repeated",
    )
    group.addoption(
        "--lemmata-json", default=None, metavar="FILE", help="write what `prove --json` would say"
    )
    group.addoption(
        "--lemmata-no-cache", action="store_true", help="ask the solvers everything anew"
    )
    parser.addini("lemmata_unknown", "xfail, fail or skip", default="xfail")
    parser.addini("lemmata_budget", "seconds a function", default="5")


def pytest_configure(config: pytest.Config) -> None:
    """Bring in what collects and proves, if it was asked for.

    Raises:
        pytest.UsageError: a pytest that is too old, or a value that no option can have.
    """
    if config.getoption("lemmata"):
        if pytest.version_tuple[:2] < OLDEST:
            raise pytest.UsageError(
                f"--lemmata needs pytest 8.0 or newer, this is {pytest.__version__}"
            )
        contracts = import_module("lemmata.pytest_contracts")
        config.pluginmanager.register(contracts.plugin_of(config), "lemmata-contracts")
        rules = import_module("lemmata.pytest_rules")
        config.pluginmanager.register(rules.RuleProofs(), "lemmata-rules")
