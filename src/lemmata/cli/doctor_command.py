"""`lemmata doctor`: what is installed, and what this machine enforces on candidates."""

import argparse
import platform
import sys

from lemmata import __version__
from lemmata.cli.output import ExitCode, print_json, table
from lemmata.contracts.errors import LemmataError
from lemmata.evidence.proof_objects import find_ethos
from lemmata.obligations.solvers import versions
from lemmata.provers.registry import SECOND_OPINIONS, chosen
from lemmata.sandbox import facts


def run(arguments: argparse.Namespace) -> ExitCode:
    """Look at each thing that is needed; a missing one is said, never assumed."""
    found = [
        ("lemmata", True, __version__),
        ("python", sys.version_info >= (3, 11), platform.python_version()),
        *solver_facts(),
        ("ethos (optional)", True, ethos_fact()),
        *((f"{name} (optional)", True, opinion_fact(name)) for name in SECOND_OPINIONS),
        *((f"sandbox: {fact.name}", fact.ok, fact.detail) for fact in facts()),
    ]
    if arguments.json:
        print_json({"facts": [{"name": n, "ok": ok, "detail": d} for n, ok, d in found]})
    else:
        print(
            table(("what", "ok", "detail"), [(n, "yes" if ok else "NO", d) for n, ok, d in found])
        )
    return ExitCode.DONE if all(ok for _, ok, _ in found) else ExitCode.REFUTED


def opinion_fact(name: str) -> str:
    """Whether a second opinion could be asked for; none is needed."""
    try:
        chosen([name])
    except LemmataError as error:
        return str(error)
    return "there, and asked only by name"


def ethos_fact() -> str:
    """Where the checker of proof objects stands, or why it is not asked."""
    found = find_ethos()
    if isinstance(found, str):
        return found or "not on PATH; `check` compares proof objects and asks nobody about them"
    return str(found.binary)


def solver_facts() -> list[tuple[str, bool, str]]:
    """Both solvers with their versions, or what is wrong with them."""
    try:
        return [(solver.value, True, version) for solver, version in versions().items()]
    except LemmataError as error:
        return [("solvers", False, str(error))]
