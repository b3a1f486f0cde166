"""Running functions of any Python text behind the walls: compiled, run and judged elsewhere.

Nothing of the text is compiled, imported or evaluated in this process, and nothing that a result
will be compared with is ever sent.
"""

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.contracts.closing import Closing
from lemmata.contracts.errors import ChoiceError, SandboxError
from lemmata.sandbox.process import Child, SandboxLimits
from lemmata.sandbox.script_values import Did, Stopped, admit, read_did
from lemmata.sandbox.starting import Walls, chosen_walls

if TYPE_CHECKING:
    from lemmata.sandbox.monty import MontyScripts

_EARLY = "an early exit"
_ACTING = ("__main__", "antigravity", "idlelib", "test", "turtledemo")
"""Modules that do something when they are imported; that would happen before the walls stand."""


@dataclass(frozen=True, slots=True)
class Script:
    """A text, and the function in it that is called.

    Attributes:
        source: any Python text; it is compiled and run in the confined process alone.
        function: a name that the text binds at its top level.
        modules: modules of the standard library that it may import, with their parts; they are
            loaded before the walls stand, for behind them no file can be read.
        path: the text's name in exceptions.
    """

    source: str
    function: str
    modules: tuple[str, ...] = ()
    path: str = "candidate.py"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a deterministic function does not see: vary it, and compare with `same`.

    Attributes:
        hash_seed: of strings, so the order of sets; None is a random one.
        locale: as ``setlocale(LC_ALL, …)`` takes it.
        time_zone: as the variable ``TZ`` has it: ``UTC0``, ``XYZ-14`` or a zone's name.
    """

    hash_seed: int | None = 0
    locale: str = "C"
    time_zone: str = "UTC0"


USUAL = Surroundings()


class Scripts(Closing):
    """Runs functions of any Python text, one forked process for each batch of calls.

    A process gets an item only after it has answered all earlier ones, and each answer needs a
    secret that came with its item: what a process says can be no more than what its code could
    return. With ``limits.batch`` of 1 no call sees what another one left behind. One warm zygote
    is kept for each hash seed, started when it is first needed.

    Attributes:
        walls: what stands around the texts.
    """

    def __init__(self, limits: SandboxLimits | None = None, *, walls: Walls | None = None) -> None:
        """``walls`` are those of `chosen_walls` where none are given."""
        self._limits = limits or SandboxLimits()
        self.walls = walls or chosen_walls()
        self._monty: MontyScripts | None = None
        self._children: dict[int | None, Child] = {}

    def close(self) -> None:
        """End the zygotes that were started."""
        for child in self._children.values():
            child.close()
        if self._monty is not None:
            self._monty.close()

    @property
    def interpreter(self) -> str:
        """Name and version of what runs the texts."""
        if self.walls is Walls.MONTY:
            return str(_monty().NAME)
        return f"{platform.python_implementation()} {platform.python_version()}"

    @property
    def cpu_seconds(self) -> float:
        """CPU time of the running zygotes; ended ones count among this process's children."""
        return sum(child.cpu_seconds for child in self._children.values())

    def run(
        self, script: Script, arguments: Sequence[object], surroundings: Surroundings = USUAL
    ) -> Did:
        """What the function does on the arguments.

        Raises:
            ChoiceError: an argument, module, locale, time zone or choice of walls that is not
                known here.
            SandboxError: a wall is missing, or the sandbox itself broke.
        """
        return self.run_many(script, [arguments], surroundings)[0]

    def run_many(
        self,
        script: Script,
        batch: Sequence[Sequence[object]],
        surroundings: Surroundings = USUAL,
        *,
        patience: int | None = None,
    ) -> tuple[Did, ...]:
        """What the function does on each list of arguments; one that hits a limit loses no other.

        After ``patience`` calls that had to be stopped the rest is left out: the answer is shorter.

        Raises:
            ChoiceError: as `run`.
            SandboxError: as `run`.
        """
        items = [list(arguments) for arguments in batch]
        for arguments in items:
            admit(arguments)
        if self.walls is Walls.MONTY:
            return self._run_in_monty(script, items, surroundings)
        request = {
            "source": script.source,
            "function": script.function,
            "modules": _known(script.modules),
            "path": script.path,
            "surroundings": (surroundings.locale, surroundings.time_zone),
        }
        child = self._child(surroundings.hash_seed)
        done: list[Did] = []
        size, stops = self._limits.batch, 0
        while len(done) < len(items):
            part = items[len(done) : len(done) + size]
            said = child.ask_script(request, part)
            done.extend(map(_read, said.lines))
            if len(said.lines) < len(part) and size > 1 and len(part) > 1:
                size = 1  # the item that the process ended on gets the blame only if it fails alone
                continue
            if len(said.lines) < len(part):
                done.append(Stopped(said.stopped or _EARLY))
                stops += 1
            if patience is not None and stops >= patience:
                break
            size = self._limits.batch
        return tuple(done)

    def _run_in_monty(
        self, script: Script, items: list[list[object]], surroundings: Surroundings
    ) -> tuple[Did, ...]:
        if surroundings.hash_seed != USUAL.hash_seed or surroundings.locale != USUAL.locale:
            raise ChoiceError(
                "monty has neither hash seeds nor locales",
                remedy="vary the time zone alone, or choose walls with CPython",
            )
        if self._monty is None:
            self._monty = _monty().MontyScripts(self._limits)
        zone = surroundings.time_zone
        return self._monty.run_many(
            script.source, script.function, script.path, items, "utc" if zone == "UTC0" else zone
        )

    def _child(self, hash_seed: int | None) -> Child:
        if hash_seed not in self._children:
            if hash_seed is not None and not 0 <= hash_seed < 1 << 32:
                raise ChoiceError(f"{hash_seed} is no hash seed", remedy="take one below 2**32")
            self._children[hash_seed] = Child(self._limits, walls=self.walls, hash_seed=hash_seed)
        return self._children[hash_seed]


def _read(line: bytes) -> Did:
    try:
        return read_did(line)
    except SandboxError:
        # Only code that wrote to the pipe itself answers so: the worker does not.
        return Stopped("an answer that is none")


def _monty() -> Any:
    try:
        return import_module("lemmata.sandbox.monty")
    except ImportError as error:
        raise SandboxError(
            "pydantic-monty is not installed",
            remedy="install lemmata[monty], or set LEMMATA_SANDBOX to other walls",
        ) from error


def _known(modules: Sequence[str]) -> tuple[str, ...]:
    for name in modules:
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names or top in _ACTING:
            raise ChoiceError(
                f"{name} is no module of the standard library that a script may import",
                remedy="name modules that only define things",
            )
    return tuple(modules)
