"""Both SMT solvers on every obligation; a model is only a hint until CPython confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lemmata.contracts.errors import DataError, LimitError, UnsupportedError
from lemmata.contracts.hints import Hints
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Blocked, Sought, Verdict
from lemmata.evidence import Answers, Evidence, Seconds, assumptions_of, assurance_of
from lemmata.language.interpreter import compiled
from lemmata.language.tree import Call, Narrow
from lemmata.language.walking import has_loop, recursive
from lemmata.obligations import Derivation, Obligation, ObligationKind, derivation, read_arguments
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.provers.callees import nodes, reachable
from lemmata.provers.limits import Limits
from lemmata.provers.middles import heads, middle
from lemmata.provers.protocol import Answer, Question
from lemmata.provers.replaying import breaks, call_text, refutation

_CHUNK = 8


class Said(NamedTuple):
    """What both solvers said of one obligation."""

    obligation: Obligation
    z3: Reply
    cvc5: Reply

    @property
    def answers(self) -> Answers:
        """Their statuses."""
        return Answers(self.z3.status, self.cvc5.status)

    @property
    def seconds(self) -> Seconds:
        """How long they took."""
        return Seconds(self.z3.seconds, self.cvc5.seconds)

    @property
    def is_proved(self) -> bool:
        """At least one says that it holds, and neither that it does not."""
        statuses = {self.z3.status, self.cvc5.status}
        return "unsat" in statuses and "sat" not in statuses

    @property
    def claim(self) -> str:
        """What the obligation claims, whichever path or moment of a loop it speaks of."""
        error = self.obligation.error
        return f"no {error} in `{self.obligation.text}`" if error else self.obligation.text

    @property
    def where(self) -> str:
        """The obligation in words, with its line."""
        error = f" ({self.obligation.error})" if self.obligation.error else ""
        return f"`{self.obligation.text}`{error}, line {self.obligation.line}"

    def blocked(self, state: tuple[tuple[str, Value], ...] = ()) -> Blocked:
        """The obligation as the place where the proof stopped, in this state."""
        known = self.obligation
        said = (("z3", _why(self.z3)), ("cvc5", _why(self.cvc5)))
        return Blocked(
            known.name, known.kind.value, known.text, known.line, known.error, state, said
        )


@dataclass(frozen=True, slots=True)
class Smt:
    """Proves by unsat of every obligation, refutes by a model that replays."""

    name: str = "smt"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Proved, refuted, unknown with the obligation that stood in the way, or unsupported.

        Raises:
            ToolError: a solver is missing or broke.
        """
        try:
            derived = derivation(question.program, question.name)
        except UnsupportedError as error:
            return Answer(self.name, Verdict.UNSUPPORTED, str(error))
        if derived.partial or has_loop(question.function):
            told = "smt: loops and recursion without a measure are for the prover `invariants`"
            return Answer(self.name, Verdict.UNKNOWN, told, applies=False)
        return self.settle(question, derived, limits)

    def settle(
        self,
        question: Question,
        derived: Derivation,
        limits: Limits,
        hints: tuple[tuple[str, Hints], ...] = (),
    ) -> Answer:
        """What both solvers say of a derivation that shows these hints; raises as `ask`."""
        question.solvers.limits = limits.solver
        said = _solve(question, derived)
        contradiction = next((known for known in said if _contradictory(known)), None)
        if contradiction is not None:
            return self._answer(
                Verdict.FAILED,
                f"z3 says {contradiction.z3.status} and cvc5 {contradiction.cvc5.status} of"
                f" {contradiction.where}; please report this, one of the solvers is wrong",
            )
        assurance = assurance_of([known.answers for known in said])
        if assurance is not None and len(said) == len(derived.obligations):
            if derived.partial:
                told = f"{self.name}: {partial_text(derived)}"
                end = Blocked("ends", "termination", "the function ends", derived.partial[0])
                open_ones = (end.text,)
                return Answer(self.name, Verdict.UNKNOWN, told, blocked=end, unproved=open_ones)
            evidence = Evidence(
                question.name,
                "smt",
                assurance,
                derived.obligations,
                tuple(known.answers for known in said),
                examples=len(question.function.examples),
                assumed=derived.assumed,
                assumptions=assumptions_of(assurance),
                hints=hints,
                seconds=tuple(known.seconds for known in said),
            )
            return Answer(self.name, Verdict.PROVED, evidence=evidence, notes=_late(said))
        return self._undecided(question, derived, said, limits)

    def _undecided(
        self, question: Question, derived: Derivation, said: Sequence[Said], limits: Limits
    ) -> Answer:
        """From models to a refutation where one is real, else why nothing is decided."""
        failed: Answer | None = None
        models, unproved = 0, tuple(dict.fromkeys(k.claim for k in said if not k.is_proved))
        for known in said:
            model = known.z3 if known.z3.status == "sat" else known.cvc5
            if model.status != "sat":
                continue
            try:
                inputs = model.values[: len(known.obligation.inputs)]
                arguments = read_arguments(question.program, question.name, inputs)
            except DataError as error:
                failed = failed or self._stopped(known, f"{known.where} may fail, but {error}")
                continue
            if breaks(question, arguments):
                return refutation(self.name, question, arguments, limits)
            models += 1
            inside = middle(known.obligation, model.values[len(inputs) :])
            failed = failed or self._spurious(question, derived, known, arguments, inside)
        if failed is None:
            stuck = next(known for known in said if not known.is_proved)
            failed = self._stopped(
                stuck,
                f"no solver could decide {stuck.where}: z3 {_why(stuck.z3)},"
                f" cvc5 {_why(stuck.cvc5)}; raise --budget, or state a helper's contract",
            )
        return replace(failed, unproved=unproved, sought=Sought(models=models))

    def _spurious(
        self,
        question: Question,
        derived: Derivation,
        known: Said,
        arguments: tuple[Value, ...],
        inside: tuple[tuple[str, Value], ...],
    ) -> Answer:
        """A model that breaks no contract when it runs: what it shows instead."""
        state = call_text(question, arguments)
        names = (parameter.name for parameter in question.function.parameters)
        named = (*zip(names, arguments, strict=True), *inside)
        if derived.assumed or known.obligation.kind is ObligationKind.PRECONDITION:
            callees = ", ".join(derived.assumed)
            return self._stopped(
                known,
                f"{known.where} does not follow from the contract of {callees}; the state"
                f" {state} is not a counterexample, as the body behind the contract may do"
                " better: strengthen that contract's postcondition",
                named,
            )
        if known.obligation.kind is ObligationKind.TYPE:
            return self._stopped(
                known,
                f"{known.where} fails in the state {state}; CPython carries on, so it is"
                " not a counterexample: change the annotation or the value",
                named,
            )
        if known.obligation.kind is ObligationKind.POSTCONDITION and _strays(question):
            return self._stopped(
                known,
                f"{known.where} calls code that breaks a type it declares in the state"
                f" {state}; CPython carries on, so it is not a counterexample: change the"
                " annotation or the value there",
                named,
            )
        if repeats(question):
            return self._stopped(
                known,
                f"{known.where} fails in a state that the invariants allow, reached from {state}"
                " or from no input at all; it is not a counterexample: state an `invariant(…)`"
                " that excludes it",
                named,
            )
        if _outgrows(question, arguments):
            return self._stopped(
                known,
                f"{known.where} may fail for values too large to replay: {state}",
                named,
            )
        if _is_abstract(known.obligation):
            return self._stopped(
                known,
                f"{known.where} does not follow from what the solvers are told; the state {state}"
                " is not a counterexample: state what is missing as an assertion or an invariant",
                named,
            )
        return self._answer(
            Verdict.FAILED,
            f"a solver says that {state} breaks {known.where}, and the reference interpreter"
            " does not; please report this, it is a bug in Lemmata",
        )

    def _stopped(
        self, known: Said, reason: str, state: tuple[tuple[str, Value], ...] = ()
    ) -> Answer:
        """Unknown: the proof stopped at this obligation, in this state if a solver gave one."""
        return Answer(
            self.name,
            Verdict.UNKNOWN,
            f"{self.name}: {reason}",
            blocked=known.blocked(state),
            notes=_late([known]),
        )

    def _answer(self, verdict: Verdict, reason: str) -> Answer:
        return Answer(self.name, verdict, reason)


def partial_text(derived: Derivation) -> str:
    """What a proof of partial correctness leaves open."""
    lines = ", ".join(map(str, derived.partial))
    return (
        f"partial: the contract holds if the function ends, and nothing shows that it ends (line"
        f" {lines}): state a `decreases(…)`"
    )


def repeats(question: Question) -> bool:
    """Whether a model may be a state in the middle of a loop instead of an input."""
    functions = reachable(question.program, question.name)
    return any(has_loop(known) for known in functions) or bool(
        recursive(question.program, question.name)
    )


def _solve(question: Question, derived: Derivation) -> list[Said]:
    """The answers in order; after the first that proves nothing, the rest of its chunk only."""
    said: list[Said] = []
    obligations = derived.obligations
    for start in range(0, len(obligations), _CHUNK):
        chunk = obligations[start : start + _CHUNK]
        scripts = [Script(known.smt, (*known.inputs, *heads(known))) for known in chunk]
        replies = question.solvers.solve_both(scripts)
        pairs = zip(chunk, replies[Solver.Z3], replies[Solver.CVC5], strict=True)
        said.extend(Said(*pair) for pair in pairs)
        if not all(known.is_proved for known in said):
            break
    return said


def _is_abstract(obligation: Obligation) -> bool:
    """Whether the script speaks of more than the inputs: declared functions, a loop's variables.

    A model gives those any value that the facts allow, not always the one that CPython computes.
    """
    declared = (line.split()[1] for line in obligation.smt.splitlines() if "(declare-" in line)
    return any(name not in obligation.inputs for name in declared if name[0] != "(")


def _contradictory(said: Said) -> bool:
    return {said.z3.status, said.cvc5.status} == {"sat", "unsat"}


def _why(reply: Reply) -> str:
    return f"says {reply.status}" + (f" ({reply.reason})" if reply.reason else "")


def _late(said: Sequence[Said]) -> tuple[str, ...]:
    """Where the clock, and not a count of steps, ended a solver: another run may say more."""
    return tuple(
        f"{solver} was stopped by the clock ({reply.reason}) at {known.where}: on a machine that"
        " is less busy it may answer"
        for known in said
        for solver, reply in (("z3", known.z3), ("cvc5", known.cvc5))
        if reply.is_late
    )


def _strays(question: Question) -> bool:
    """Whether a postcondition reaches a value that its declared type may not hold."""
    ensures = question.function.ensures
    called = [node.function for node in nodes(ensures) if isinstance(node, Call)]
    roots = [ensures, *(known for name in called for known in reachable(question.program, name))]
    return any(
        isinstance(node, Narrow) and node.error is None for root in roots for node in nodes(root)
    )


def _outgrows(question: Question, arguments: tuple[Value, ...]) -> bool:
    checker = compiled(question.program, question.name)
    try:
        checker.admits(arguments)
        checker.violation(arguments)
    except LimitError:
        return True
    return False


PROVER = Smt()
