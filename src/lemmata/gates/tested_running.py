"""Running a lemma that is only tested: behind the sandbox's walls, guarded, its answers judged.

Nothing of it is proved, so nothing of it runs in this process, and an answer that breaks the
contract is no answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from lemmata.artifacts import read_lemma
from lemmata.contracts.codec import Json, from_json, to_json
from lemmata.contracts.errors import CertificateError, DataError, Place
from lemmata.contracts.tasks import Task
from lemmata.contracts.values import Value, to_python
from lemmata.evidence.folders import read_folder
from lemmata.evidence.tested import POLICY, TrialManifest
from lemmata.gates.calling import Call, Caller, call_of_values, check_walls
from lemmata.gates.decoding import MisfitError, decoded
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.retesting import read_policy
from lemmata.language.exceptions import declares
from lemmata.sandbox import Did, Gave, Threw

Answer = tuple[str, Json]
"""``result`` and a value, or ``error`` and why there is none."""


@dataclass(frozen=True, slots=True)
class TrialRunner:
    """A lemma that is only tested, ready to run rows."""

    task: Task
    caller: Caller

    @classmethod
    def of(cls, folder: Path, tools: Tools) -> "TrialRunner":
        """The lemma in the folder.

        Raises:
            CertificateError: its files were changed, or it does not say that it is tested.
            SandboxError: nothing can be run here.
        """
        manifest, module = read_lemma(folder)
        task = module.tasks.get(manifest.function)
        if not isinstance(manifest, TrialManifest) or task is None or task.is_open:
            raise CertificateError("not a lemma that is only tested", place=Place(str(folder)))
        policy = read_policy(read_folder(folder).get(POLICY, b""))
        check_walls(tools.scripts(policy))
        path, name = str(folder / "source.py"), manifest.function
        submission = Submission(path, module.source, name, policy, (), module)
        return cls(task, Caller(submission, tools.scripts(policy)))

    def answers(self, rows: Sequence[Mapping[str, Json]]) -> Iterator[Answer]:
        """An answer for each row of arguments by name, in order."""
        read = [self._read(row) for row in rows]
        calls = [call for call in read if isinstance(call, Call)]
        admitted = self.caller.admitted(self.task.requires, calls) if calls else ()
        kept = [call for call, ok in zip(calls, admitted, strict=True) if ok]
        ended = iter(self._run(kept))
        taken = iter(admitted)
        for one in read:
            if not isinstance(one, Call):
                yield "error", one
            elif next(taken):
                yield next(ended)
            else:
                yield "error", f"{self._shown(one)} is outside the precondition"

    def _read(self, row: Mapping[str, Json]) -> Call | str:
        kinds = {known.name: known.type for known in self.task.parameters}
        missing = [name for name in kinds if name not in row]
        strange = [name for name in row if name not in kinds]
        if missing or strange:
            what = f"lacks {missing[0]!r}" if missing else f"has the unknown {strange[0]!r}"
            return f"the input {what} (give exactly {', '.join(kinds) or 'no argument'})"
        try:
            values = [from_json(kind, row[name], name) for name, kind in kinds.items()]
        except DataError as error:
            return str(error)
        return call_of_values(values)

    def _run(self, calls: Sequence[Call]) -> Iterator[Answer]:
        did = _all(self.caller, calls)
        values = [self._value(call, one) for call, one in zip(calls, did, strict=True)]
        pairs = [
            (call, to_python(value.value))
            for call, value in zip(calls, values, strict=True)
            if isinstance(value, _Value)
        ]
        said = self.caller.breaches(self.task.ensures, pairs) if self.task.ensures else ()
        unjudged = iter(zip_longest(pairs, said)) if self.task.ensures else None
        for value in values:
            if not isinstance(value, _Value):
                yield "error", value
                continue
            told = next(unjudged)[1] if unjudged is not None else Gave(-1)
            if isinstance(told, Gave) and told.value == -1:
                yield "result", to_json(value.value)
            else:
                yield "error", self._broken(told)

    def _value(self, call: Call, did: Did) -> "_Value | str":
        match did:
            case Gave(value=value, changed=()):
                try:
                    return _Value(decoded(self.task.returns, value))
                except MisfitError as error:
                    return f"{self._shown(call)}: {error}"
            case Gave():
                return f"{self._shown(call)} changes its arguments"
            case Threw(error=error, message=message):
                declared = " as declared" if declares(self.task.raises, error) else ""
                return f"{self._shown(call)} raises {error}{declared}: {message:.200}"
        return f"{self._shown(call)} reaches {did.limit}"

    def _broken(self, said: object) -> str:
        which = said.value if isinstance(said, Gave) else None
        if isinstance(which, int) and 0 <= which < len(self.task.ensures):
            return f"its answer breaks the contract: {self.task.ensures[which].text}"
        return "its answer cannot be judged by the contract"

    def _shown(self, call: Call) -> str:
        pairs = zip(self.task.parameters, call.texts, strict=True)
        given = ", ".join(f"{known.name}={text:.80}" for known, text in pairs)
        return f"{self.task.name}({given})"


@dataclass(frozen=True, slots=True)
class _Value:
    value: Value


def _all(caller: Caller, calls: Sequence[Call]) -> list[Did]:
    """What came of each call: one that had to be stopped loses none of those after it."""
    did: list[Did] = []
    while len(did) < len(calls):
        did.extend(caller.run(calls[len(did) :]))
    return did
