"""What this machine enforces on the code that runs in the sandbox, found by trying."""

from dataclasses import dataclass

from lemmata.contracts.errors import LemmataError
from lemmata.sandbox.image import Image
from lemmata.sandbox.process import Child
from lemmata.sandbox.starting import chosen_walls
from lemmata.sandbox.wire import read_facts


@dataclass(frozen=True, slots=True)
class Fact:
    """What ``lemmata doctor`` shows about one wall of the sandbox."""

    name: str
    ok: bool
    detail: str


def facts() -> tuple[Fact, ...]:
    """What a confined process is kept from on this machine; never raises."""
    child = Child()
    try:
        walls = chosen_walls()
        held = read_facts(child.ask(Image(), "facts", ()).lines)
    except LemmataError as error:
        return (Fact("child process", False, str(error)),)
    finally:
        child.close()
    details = {True: "enforced", False: "NOT enforced by this system"}
    tried = tuple(Fact(name, ok, details[ok]) for name, ok in held.items())
    return (Fact("child process", True, f"starts and answers; walls: {walls}"), *tried)
