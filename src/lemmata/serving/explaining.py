"""What the names in findings mean: rules of gates, reviews and screens, verdicts, requirements."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from lemmata.analyses.remarks import Rule as Remarked
from lemmata.cli.output import SHAPE_VERSION
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError
from lemmata.gates.catalogue import RULES_OF_GATES
from lemmata.screening import RULES as SCREENS


@dataclass(frozen=True, slots=True)
class Meaning:
    """A name, what it is a name of, and what to do; the two samples are code, where there are."""

    name: str
    kind: str
    title: str
    why: str
    remedy: str = ""
    rejected: str = ""
    near_miss: str = ""


REMARKS = {
    Remarked.CONTRACT: (
        "the contract cannot be reviewed",
        "it holds something outside the provable language",
        "say it with what the language has",
    ),
    Remarked.VACUOUS: (
        "no input satisfies the precondition",
        "every body would meet such a contract, so a proof would say nothing",
        "weaken the precondition",
    ),
    Remarked.EXAMPLE: (
        "an example contradicts its own contract",
        "no body can do what both say",
        "correct the example, or the clause",
    ),
    Remarked.UNREALIZABLE: (
        "an admitted input has no right output",
        "no body can meet such a contract",
        "weaken the postcondition, or exclude the input by a precondition",
    ),
    Remarked.UNDERSPECIFIED: (
        "an input has two right outputs",
        "a body that is proved may still not be what was meant",
        "if only one is meant, say which in the postcondition or in an example",
    ),
    Remarked.REDUNDANT: (
        "a clause follows from the others",
        "it says nothing new; perhaps another one was meant",
        "leave it out, or say what was meant",
    ),
    Remarked.UNMENTIONED: (
        "the postcondition never mentions a parameter",
        "the result may then ignore it",
        "say how the result depends on it, or leave the parameter out",
    ),
}

WORDS = (
    Meaning(
        "proved",
        "verdict",
        "no admitted input breaks the contract",
        "two solvers, one, or a run of every input say so; `assurance` tells which",
        "nothing is left to do",
    ),
    Meaning(
        "refuted",
        "verdict",
        "an admitted input breaks the contract",
        "the input was run in CPython: the code is wrong there, or the contract is",
        "change the body so that the clause holds on that input, and on all others like it",
    ),
    Meaning(
        "unknown",
        "verdict",
        "neither a proof nor a counterexample was found",
        "the proof is weak, which is not wrong code; `blocked` tells where it stopped",
        "help the proof: `invariant(...)` and `decreases(...)` in loops, an `assert` as a step,"
        " a helper with a contract, or a simpler body",
    ),
    Meaning(
        "unsupported",
        "verdict",
        "the body holds something outside the provable language, or a gate refuses it",
        "what is not modelled exactly is never approximated into a proof",
        "write it without the construct that the reason names",
    ),
    Meaning(
        "failed",
        "verdict",
        "a tool broke, or two of them disagree",
        "nothing is known of the body",
        "look at `lemmata doctor`, and submit the body again",
    ),
    Meaning(
        "syntax",
        "rule",
        "the body is not Python, or does not fit under its `def`",
        "a body is statements, not indented, without the `def` line",
        "correct the line that the message names",
    ),
    Meaning(
        "small_scope",
        "rule",
        "a small input breaks the contract",
        "all inputs around the constants of code and contract were run",
        "change the body so that the clause holds there",
    ),
    Meaning(
        "smt",
        "rule",
        "a solver's model breaks the contract, and replays in CPython",
        "the proof failed at that input",
        "change the body so that the clause holds there",
    ),
    Meaning(
        "exhaustive",
        "rule",
        "one of the finitely many inputs breaks the contract",
        "every input was run",
        "change the body so that the clause holds there",
    ),
    Meaning(
        "unproved",
        "rule",
        "a conjunct was neither proved nor refuted",
        "no input is known to break it",
        "help the proof of that conjunct, or write a body for which it is plainer",
    ),
    Meaning(
        "blocked",
        "word",
        "the obligation that a proof stopped at",
        "its `state` is what a solver proposes for the values there, and no counterexample",
        "say with `invariant(...)` or `assert` what excludes that state",
    ),
)


def meanings() -> Iterator[Meaning]:
    """Everything that has a name, the gates' rules first."""
    for gate, rules in RULES_OF_GATES.items():
        for rule in rules:
            kind = f"rule of the gate {gate}"
            yield Meaning(
                rule.id,
                kind,
                rule.title,
                rule.why,
                rule.requirement,
                rule.rejected,
                rule.near_miss,
            )
    for remarked, (title, why, remedy) in REMARKS.items():
        yield Meaning(remarked.value, "rule of reviews", title, why, remedy)
    yield from WORDS
    for screen in SCREENS:
        kind = f"rule of the screen for {screen.family.value}"
        yield Meaning(
            screen.id, kind, screen.title, screen.why, "", screen.rejected, screen.near_miss
        )


def explain(name: str) -> Json:
    """The meaning of a name, as JSON.

    Raises:
        ChoiceError: nothing has that name; the nearest ones are told.
    """
    known: dict[str, Meaning] = {}
    for meaning in meanings():
        known.setdefault(meaning.name, meaning)
    if name not in known:
        near = get_close_matches(name, known, n=5, cutoff=0.4)
        raise ChoiceError(
            f"nothing is named {name[:80]!r}",
            remedy=f"did you mean {', '.join(near)}?" if near else "give the `rule` of a finding",
        )
    found = known[name]
    return {
        "version": SHAPE_VERSION,
        "name": found.name,
        "kind": found.kind,
        "title": found.title,
        "why": found.why,
        "rejected": found.rejected or None,
        "near_miss": found.near_miss or None,
        "remedy": found.remedy or None,
    }
