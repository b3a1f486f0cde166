"""Whether what a journal says was judged can be taken into a search."""

from collections.abc import Callable, Collection

from lemmata.contracts.codec import from_json, to_json
from lemmata.contracts.errors import DataError, LimitError
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import Type
from lemmata.contracts.values import Value, is_same
from lemmata.contracts.verdicts import Judgement, Verdict


def fitting(
    module: Module, name: str, anew: Collection[Verdict] = ()
) -> Callable[[Judgement], bool]:
    """Whether an earlier run's judgement may be one of the task, and is enough.

    Its inputs are values of the parameters. Verdicts of ``anew`` are never enough: what may be
    accepted as tested is held up by gates of this run. What only a proof or a trial has is never
    taken from a journal.
    """
    kinds = {known.name: known.type for known in module.tasks[name].parameters}

    def fits(judgement: Judgement) -> bool:
        found = [judgement.counterexample, *(one.counterexample for one in judgement.findings)]
        given = [known.arguments for known in found if known is not None]
        claims = (judgement.assurance, judgement.tested)
        if judgement.verdict in anew or claims != (None, None):
            return False
        return judgement.function == name and all(
            [word for word, _ in arguments] == list(kinds)
            and all(_is_of(kinds[word], value) for word, value in arguments)
            for arguments in given
        )

    return fits


def _is_of(kind: Type, value: Value) -> bool:
    try:
        return is_same(from_json(kind, to_json(value), "an argument"), value)
    except (DataError, LimitError):
        return False
