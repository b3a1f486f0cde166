"""The generator ``recorded:FILE``: a run again, without who made it. It costs nothing anew.

The costs that it tells are those of the recorded run, so that a lemma made by replay has the
ledger of the run that found its body.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lemmata.contracts.attempts import Budget, Exhausted, Proposal
from lemmata.contracts.errors import ChoiceError, DataError, Place
from lemmata.contracts.verdicts import Candidate
from lemmata.generators.protocol import Request
from lemmata.generators.registry import refuse_options
from lemmata.generators.transcripts import Entry, read_transcript, task_digest

OTHER_REQUIREMENTS = "what was learned before it differs from what was recorded"


@dataclass(slots=True)
class Recorded:
    """Proposes what a transcript says, in its order, task by task.

    Judges decide as always, so a transcript can be stale and never makes anything proved. Where
    what was learned since differs from the recording, the candidate's note says so.
    """

    name: str
    path: Path
    entries: tuple[Entry, ...]
    _told: Counter[str] = field(default_factory=Counter)

    def resumed(self, request: Request, proposals: tuple[Proposal, ...]) -> None:
        """Goes on after what was proposed already."""
        self._told[task_digest(request.module, request.task)] += len(proposals)

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next recorded proposal for the task; after the last one, that it ended.

        Raises:
            DataError: the transcript has no proposal for this task, or for another contract.
        """
        if budget.is_spent:
            return Exhausted("the budget is spent")
        digest = task_digest(request.module, request.task)
        mine = [entry for entry in self.entries if entry.digest == digest]
        if not mine:
            raise self._of_another(request.task)
        number = self._told[digest]
        if number >= len(mine):
            return Exhausted(f"the transcript ends after {number} proposals for this task")
        self._told[digest] += 1
        answer = mine[number].answer(request.module)
        if not isinstance(answer, Candidate):
            return answer
        seen = tuple(requirement.text for requirement in request.requirements)
        note = answer.note if seen == mine[number].requirements else OTHER_REQUIREMENTS
        return replace(answer, generator=self.name, note=note)

    def _of_another(self, task: str) -> DataError:
        held = sorted({entry.task for entry in self.entries})
        what = "it was recorded for another contract" if task in held else "it has no proposal"
        return DataError(
            f"the transcript does not fit {task!r}: {what}",
            place=Place(str(self.path)),
            remedy=f"it holds {', '.join(held) or 'nothing'}; record this task anew",
        )


@dataclass(frozen=True, slots=True)
class RecordedFamily:
    """Replays the transcript behind the colon."""

    name: str = "recorded"

    def configured(self, argument: str, options: Mapping[str, str]) -> Recorded:
        """The generator that replays the file.

        Raises:
            ChoiceError: no file is named, or an option is.
            FileError, DataError: as `read_transcript`.
        """
        refuse_options(self.name, options)
        if not argument:
            raise ChoiceError("recorded needs a transcript", remedy="write recorded:FILE")
        path = Path(argument)
        return Recorded(f"{self.name}:{argument}", path, read_transcript(path))


FAMILY = RecordedFamily()

__all__ = ["FAMILY", "Recorded", "RecordedFamily"]
