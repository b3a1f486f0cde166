"""`lemmata doctor`: what is installed, and what this machine enforces on candidates."""

import argparse
import platform
import sys

from lemmata import __version__
from lemmata.cli.output import ExitCode, print_json, table
from lemmata.contracts.errors import LemmataError
from lemmata.evidence.proof_objects import find_ethos
from lemmata.gates.servers import KINDS, Servers
from lemmata.obligations.solvers import versions
from lemmata.provers.registry import SECOND_OPINIONS, chosen
from lemmata.sandbox import facts, other_walls

OPTIONAL = "(optional)"


def run(arguments: argparse.Namespace) -> ExitCode:
    """Look at each thing that is needed; a missing one is said, never assumed."""
    found = [
        ("lemmata", True, __version__),
        ("python", sys.version_info >= (3, 11), platform.python_version()),
        *solver_facts(),
        (f"ethos {OPTIONAL}", *ethos_fact()),
        *((f"{name} {OPTIONAL}", *opinion_fact(name)) for name in SECOND_OPINIONS),
        *((f"{name} {OPTIONAL}", *server_fact(name)) for name in KINDS),
        *((f"sandbox: {fact.name}", fact.ok, fact.detail) for fact in facts()),
        *((f"{fact.name} {OPTIONAL}", fact.ok, fact.detail) for fact in other_walls()),
    ]
    if arguments.json:
        print_json({"facts": [{"name": n, "ok": ok, "detail": d} for n, ok, d in found]})
    else:
        print(table(("what", "ok", "detail"), [(n, shown(n, ok), d) for n, ok, d in found]))
    is_ready = all(ok or name.endswith(OPTIONAL) for name, ok, _ in found)
    return ExitCode.DONE if is_ready else ExitCode.REFUTED


def shown(name: str, ok: bool) -> str:
    """A missing thing is loud, unless nothing needs it."""
    return "yes" if ok else "no" if name.endswith(OPTIONAL) else "NO"


def opinion_fact(name: str) -> tuple[bool, str]:
    """Whether a second opinion could be asked for; none is needed."""
    try:
        chosen([name])
    except LemmataError as error:
        return False, str(error)
    return True, "asked only by name"


def server_fact(name: str) -> tuple[bool, str]:
    """Whether a tool of the gates answers; only `lemmata gate` and policies need it."""
    try:
        with Servers() as servers:
            version, _ = servers.check(name, "")
    except LemmataError as error:
        return False, str(error)
    return True, f"{version}, asked by the gates"


def ethos_fact() -> tuple[bool, str]:
    """Where the checker of proof objects stands, or why it is not asked."""
    found = find_ethos()
    if isinstance(found, str):
        return (
            False,
            found or "not on PATH; `check` compares proof objects and has nobody else look",
        )
    return True, str(found.binary)


def solver_facts() -> list[tuple[str, bool, str]]:
    """Both solvers with their versions, or what is wrong with them."""
    try:
        return [(solver.value, True, version) for solver, version in versions().items()]
    except LemmataError as error:
        return [("solvers", False, str(error))]
