"""The gates of one compilation: what they let pass, and what may be accepted as tested."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lemmata.contracts.gating import ORDER, GateResult
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate, Judgement
from lemmata.evidence.tested import Trial
from lemmata.gates.accepting import OPEN_ENDED, Arguments, Open, trial_of
from lemmata.gates.policy import Policies, Policy
from lemmata.gates.protocol import Gate, Submission
from lemmata.gates.registry import gate
from lemmata.gates.running import judge as ask_gates
from lemmata.gates.submitting import golden_rows
from lemmata.gates.toolbox import Toolbox
from lemmata.gates.verdicts import judgement_of
from lemmata.generators.watching import UNWATCHED, Watch

AS_IT_STANDS = Candidate("", "given")
"""In place of a candidate: the body that the file has."""


@dataclass(slots=True)
class Gating:
    """The gates of one compilation: the policies that hold, and what each function passed.

    Without a policy file the gates are security and syntax, which need no tool and no process;
    with one, all that come before the proof.
    """

    policies: Policies
    box: Toolbox
    passed: dict[str, tuple[GateResult, ...]] = field(default_factory=dict)
    submitted: dict[str, Submission] = field(default_factory=dict)
    open: dict[tuple[str, str, tuple[str, ...]], Open] = field(default_factory=dict)
    watch: Watch = UNWATCHED

    def basis(self, module: Module, name: str) -> str:
        """All but provers that a judgement of a body for the task rests on."""
        policy, rows = self.policies.of(name), golden_rows(self.policies, name, None)
        file = (module.path, module.source, module.links.digest)
        return "\n".join(map(repr, (*file, self.policies.path is not None, policy, rows)))

    def refusal(self, module: Module, name: str) -> Judgement | None:
        """Why the gates do not let this text to the provers; None if they do."""
        is_told = self.policies.path is not None
        policy, asked = self.policies.of(name), ORDER[: ORDER.index("proof")]
        if not is_told:
            policy, asked = _without_tools(policy), ("security", "syntax")
        rows = golden_rows(self.policies, name, None)
        submission = Submission(module.path, module.source, name, policy, rows, module)
        tools, clock = self.box.tools(), self.box.cpu_seconds
        results = ask_gates(submission, tools, asked=asked, opened=self._opened, clock=clock)
        self.passed[name], self.submitted[name] = results, submission
        return judgement_of(name, results)

    def _opened(self, name: str) -> Gate:
        self.watch.tell(f"gate {name}")
        return gate(name)

    def remember(
        self, name: str, judgement: Judgement, candidate: Candidate = AS_IT_STANDS
    ) -> None:
        """A body that all gates let pass and nobody could prove, for it may be accepted so."""
        is_open = judgement.verdict in OPEN_ENDED
        if is_open and self.policies.of(name).accept == "tested":
            key = (name, candidate.body, candidate.helpers)
            self.open[key] = Open(self.submitted[name], self.passed[name], judgement)

    def as_it_stands(self, judgement: Judgement) -> tuple[Judgement, Trial | None]:
        """As `accepted`, of the body that the file has."""
        self.remember(judgement.function, judgement)
        return self.accepted(judgement.function, judgement)

    def accepted(
        self,
        name: str,
        judgement: Judgement,
        candidate: Candidate = AS_IT_STANDS,
        learned: Sequence[Arguments] = (),
    ) -> tuple[Judgement, Trial | None]:
        """The judgement, saying that the body is tested, with what holds that up; or why not.

        ``learned`` are inputs that were bad for other bodies: it has to be right on them too.
        """
        known = self.open.get((name, candidate.body, candidate.helpers))
        if known is None:
            return judgement, None
        trial = trial_of(known, self.box.tools(), self.policies.golden(name), learned)
        if isinstance(trial, str):
            note = f"the policy accepts `tested`, and it is not: {trial}"
            return replace(judgement, notes=(*judgement.notes, note)), None
        return replace(judgement, tested=trial.tested), trial


def _without_tools(policy: Policy) -> Policy:
    """The policy for candidates that no policy file speaks of: nothing need be installed."""
    return replace(policy, syntax=replace(policy.syntax, linter="none"))
