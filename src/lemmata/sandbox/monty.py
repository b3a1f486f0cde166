"""Scripts in `pydantic-monty`, another interpreter of Python, for systems without landlock.

It has no way to a file, a socket or a process at all, and it is not CPython: classes, the standard
library, formats and a number of results differ. So its name stands beside whatever it found, and
nothing is proved with it.
"""

import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

import pydantic_monty as monty

from lemmata.contracts.closing import Closing
from lemmata.contracts.errors import ChoiceError, SandboxError
from lemmata.sandbox.process import SandboxLimits
from lemmata.sandbox.script_values import Did, Gave, Opaque, Stopped, Threw, is_plain, same

NAME = f"pydantic-monty {version('pydantic-monty')}"
_SOURCE = "<python-input-0>"  # what monty calls the first text of a session
_ARGUMENTS = "lemmata_arguments"
_MESSAGE_CHARACTERS = 500
_GRACE_SECONDS = 2.0


class MontyScripts(Closing):
    """A pool of workers; each batch gets a session of its own."""

    def __init__(self, limits: SandboxLimits) -> None:
        self._limits = limits
        self._pool: Any = None

    def close(self) -> None:
        """End the workers, if any were started."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)

    def run_many(
        self, source: str, function: str, path: str, batch: Sequence[list[Any]], zone: str
    ) -> tuple[Did, ...]:
        """What the function does on each list of arguments; a limit costs one item, no other.

        Raises:
            ChoiceError: a name that is none, or a time zone that is not known.
            SandboxError: the workers could not be started.
        """
        if not function.isidentifier():
            raise ChoiceError(f"{function!r} is no name of a function")
        done: list[Did] = []
        while len(done) < len(batch):
            part = batch[len(done) : len(done) + self._limits.batch]
            done.extend(self._session(source, function, path, part, zone))
        return tuple(done)

    def _session(
        self, source: str, function: str, path: str, part: Sequence[list[Any]], zone: str
    ) -> Iterator[Did]:
        limits = self._limits
        wanted = {
            "max_feed_duration_secs": limits.wall_seconds,
            "max_total_sleep_secs": limits.wall_seconds,
            "max_memory": limits.memory_bytes,
        }
        try:
            session = self._started().checkout(
                script_name=path,
                limits=wanted,
                assert_message_annotations=False,
                os_policy={"timezone": zone, "sleep_system_max": limits.wall_seconds},
            )
            with session as held:
                failure = self._fed(held, source, {})
                for arguments in part:
                    call = f"({function}(*{_ARGUMENTS}), {_ARGUMENTS})"
                    said = failure or self._fed(held, call, {_ARGUMENTS: arguments}, arguments)
                    yield said or Gave(None)
                    if isinstance(said, Stopped) and not failure:
                        return  # what a limit left behind is no state to go on from
        except ValueError as error:
            raise ChoiceError(f"monty: {error}", remedy="name one that it knows") from error
        except (OSError, RuntimeError) as error:
            raise SandboxError(
                f"monty broke: {error}", remedy="install lemmata[monty] anew"
            ) from error

    def _started(self) -> Any:
        if self._pool is None:
            pool = monty.Monty(request_timeout=self._limits.wall_seconds + _GRACE_SECONDS)
            pool.__enter__()
            self._pool = pool
        return self._pool

    def _fed(
        self,
        session: Any,
        code: str,
        inputs: dict[str, Any],
        arguments: list[Any] | None = None,
    ) -> Did | None:
        start = time.monotonic()
        try:
            value = session.feed_run(code, inputs=inputs, print_callback=monty.CollectString())
        except monty.MontyCrashedError:
            late = time.monotonic() - start >= self._limits.wall_seconds
            return Stopped(self._wall() if late else "a crash of monty")
        except monty.MontyError as error:
            return self._threw(error)
        if arguments is None:
            return None
        returned, after = value
        pairs = enumerate(zip(arguments, after, strict=True))
        changed = tuple(index for index, (old, new) in pairs if not same(old, _plain(new)))
        return Gave(_plain(returned), changed)

    def _wall(self) -> str:
        return f"the wall limit of {self._limits.wall_seconds:g} s"

    def _threw(self, error: Any) -> Did:
        raised = error.exception()
        match raised:
            case TimeoutError():
                return Stopped(self._wall())
            case MemoryError():
                return Stopped("the memory limit")
            case RecursionError():
                return Stopped("the interpreter's recursion limit")
        frames = error.traceback() if hasattr(error, "traceback") else ()
        lines = [frame.line for frame in frames if frame.filename == _SOURCE]
        message = str(raised)[:_MESSAGE_CHARACTERS]
        return Threw(type(raised).__name__, message, lines[-1] if lines else 0)


def _plain(value: Any) -> object:
    """The value as other walls would give it; what is not known there is opaque here too."""
    kind = type(value)
    if is_plain(value):
        return value
    if kind is dict:
        return {_plain(key): _plain(held) for key, held in value.items()}
    if kind in (list, tuple, set, frozenset):
        return kind(_plain(item) for item in value)
    if kind is monty.MontyClassProxy:
        return Opaque(value.name, tuple((name, _plain(x)) for name, x in value.attributes.items()))
    return Opaque(kind.__name__)
