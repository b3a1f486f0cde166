"""What this machine enforces on the code that runs in the sandbox, found by trying."""

import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from lemmata.contracts.errors import LemmataError
from lemmata.sandbox.image import Image
from lemmata.sandbox.process import Child
from lemmata.sandbox.starting import Walls, chosen_walls
from lemmata.sandbox.wire import read_facts


@dataclass(frozen=True, slots=True)
class Fact:
    """What ``lemmata doctor`` shows about one wall of the sandbox."""

    name: str
    ok: bool
    detail: str


def facts() -> tuple[Fact, ...]:
    """What a confined process is kept from on this machine, behind the chosen walls.

    It never raises: what keeps it from trying is a fact that is not ok.
    """
    try:
        walls = chosen_walls()
        if walls is Walls.MONTY:
            return (_monty_fact(),)
        return _tried(walls)
    except LemmataError as error:
        return (Fact("child process", False, str(error)),)


def _tried(walls: Walls) -> tuple[Fact, ...]:
    child = Child(walls=walls)
    try:
        held = read_facts(child.ask(Image(), "facts", ()).lines)
        # With neither limits nor a filter of calls, only landlock is left to refuse.
        alone = read_facts(child.ask(Image(), "facts", (), limits=(), is_filtered=False).lines)
    finally:
        child.close()
    details = {True: "enforced", False: "NOT enforced by this system"}
    found = [Fact("child process", True, f"starts and answers; walls: {walls}")]
    shown = next((name for name in held if name.startswith("landlock ")), "landlock")
    is_landlocked = alone["opening files"] and alone["listing folders"]
    found.append(Fact(shown, is_landlocked, details[is_landlocked]))
    found += [Fact(name, ok, details[ok]) for name, ok in held.items() if name != shown]
    return tuple(found)


def other_walls() -> tuple[Fact, ...]:
    """Walls that could be named instead; nothing needs them."""
    bwrap = shutil.which("bwrap")
    return (
        Fact(Walls.BUBBLEWRAP.value, bwrap is not None, bwrap or "bwrap is not on PATH"),
        _monty_fact(),
    )


def _monty_fact() -> Fact:
    try:
        return Fact(Walls.MONTY.value, True, f"pydantic-monty {version('pydantic-monty')}")
    except PackageNotFoundError:
        return Fact(Walls.MONTY.value, False, "pydantic-monty is not installed")
