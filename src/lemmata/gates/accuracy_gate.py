"""The accuracy gate: golden rows compared field by field, and thresholds that decide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lemmata.contracts.errors import ChoiceError, InputError, Place, ToolError
from lemmata.contracts.gating import GateResult, Score
from lemmata.contracts.verdicts import Counterexample, Finding
from lemmata.gates.calling import Call, Caller, tools_of, unfit
from lemmata.gates.comparing import WHOLE, compared, fields_of
from lemmata.gates.gate_rules import ACCURACY_RULES, GOLDEN_ROW, INACCURATE
from lemmata.gates.golden import SPLITS, GoldenRow
from lemmata.gates.golden_calls import golden_calls
from lemmata.gates.policy import AccuracyRules
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.registry import judge
from lemmata.gates.results import broken, judged, skipped
from lemmata.gates.rules import rules_digest
from lemmata.gates.scoring import wilson
from lemmata.sandbox import Did, Gave, Stopped, Threw

MOST_TOLD = 5
"""Wrong rows of the train split that are told."""


class AccuracyGate:
    """Runs the golden rows in the sandbox, and compares here what came back."""

    name = "accuracy"

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """Every field must reach its threshold in every split that has rows."""
        rules, rows = submission.policy.accuracy, submission.golden
        if not rows:
            return skipped(self.name, "no golden set is named")
        if submission.policy.security.kind == "activity":
            return broken(
                self.name, "an activity cannot be run in the sandbox (drop its golden set)"
            )
        if len(rows) < rules.rows:
            return broken(self.name, f"{len(rows)} golden rows, fewer than the {rules.rows} wanted")
        if submission.definition is None:
            return broken(self.name, f"the text defines no function {submission.function}")
        _check_fields(rules, rows)
        scripts = tools.scripts(submission.policy)
        if why := unfit(scripts):
            return broken(self.name, why)
        calls = golden_calls(submission, rows)
        did = list(Caller(submission, scripts).run(calls))
        did += [Stopped("an earlier row's limit")] * (len(calls) - len(did))
        right = [_right(row, one, rules) for row, one in zip(rows, did, strict=True)]
        scores = tuple(_scores(rows, right, rules))
        findings = [*_short(submission, scores, rules), *_rows(submission, rows, calls, did, right)]
        opinions, names = _opinions(submission)
        digest = rules_digest(ACCURACY_RULES, {"bounds": _bounds(rules)})
        notes = [f"no golden row is {split}" for split in SPLITS if not _has(rows, split)]
        who = {**names, **tools_of(scripts)}
        result = judged(self.name, [*findings, *opinions], digest, who, notes)
        return replace(result, scores=scores)


def _bounds(rules: AccuracyRules) -> dict[str, object]:
    """What decides; where the golden set lies does not."""
    return {
        **vars(rules),
        "golden": None,
        "fields": {name: vars(one) for name, one in rules.fields.items()},
    }


def _has(rows: Sequence[GoldenRow], split: str) -> bool:
    return any(row.split == split for row in rows)


def _check_fields(rules: AccuracyRules, rows: Sequence[GoldenRow]) -> None:
    known = {name for row in rows for name in _wanted(row)}
    for name in rules.fields:
        if name not in known:
            raise ChoiceError(
                f"the policy speaks of a field {name!r} that no golden row has",
                place=Place(rows[0].path),
                remedy=f"the fields are {', '.join(sorted(known))}",
            )


def _wanted(row: GoldenRow) -> list[str]:
    return [WHOLE] if row.raises else [name for name, _ in fields_of(row.expected)]


def _right(row: GoldenRow, did: Did, rules: AccuracyRules) -> dict[str, bool]:
    if row.raises:
        return {WHOLE: isinstance(did, Threw) and did.error == row.raises}
    if not isinstance(did, Gave):
        return dict.fromkeys(_wanted(row), False)
    tolerance = {name: one.tolerance for name, one in rules.fields.items()}
    known = {name: value for name, value in tolerance.items() if value is not None}
    return compared(row.expected, did.value, {"": rules.tolerance, **known})


def _scores(
    rows: Sequence[GoldenRow], right: Sequence[Mapping[str, bool]], rules: AccuracyRules
) -> Iterator[Score]:
    for name in dict.fromkeys(name for row in right for name in row):
        own = rules.fields.get(name)
        threshold = rules.threshold if own is None or own.threshold is None else own.threshold
        for split in SPLITS:
            of = [
                one[name]
                for row, one in zip(rows, right, strict=True)
                if row.split == split and name in one
            ]
            if of:
                low, high = wilson(sum(of), len(of))
                yield Score(name, split, sum(of), len(of), low, high, threshold)


def _short(
    submission: Submission, scores: Sequence[Score], rules: AccuracyRules
) -> Iterator[Finding]:
    for score in scores:
        value = score.low if rules.decides == "lower-bound" else score.share
        if value < score.threshold:
            message = (
                f"{score.field}: {score.right} of {score.rows} {score.split} rows are right"
                f" ({score.share:.1%}, 95% from {score.low:.1%} to {score.high:.1%}),"
                f" {score.threshold:.1%} is demanded"
            )
            yield INACCURATE.finding(message, submission.place)


def _rows(
    submission: Submission,
    rows: Sequence[GoldenRow],
    calls: Sequence[Call],
    did: Sequence[Did],
    right: Sequence[Mapping[str, bool]],
) -> Iterator[Finding]:
    """The first wrong rows of the train split; a row that is held out is never told."""
    told = 0
    for row, call, one, fields in zip(rows, calls, did, right, strict=True):
        wrong = [name for name, ok in fields.items() if not ok]
        if not wrong or row.split != "train" or told == MOST_TOLD:
            continue
        told += 1
        want = f"raises {row.raises}" if row.raises else f"gives {row.expected!r:.120}"
        message = f"line {row.line}: wrong in {', '.join(wrong)}; the golden row {want}"
        found = GOLDEN_ROW.finding(f"{message}, this {_told(one)}", row.place)
        yield replace(found, counterexample=_counterexample(submission, row, call, one))


def _told(did: Did) -> str:
    if isinstance(did, Gave):
        return f"gives {did.value!r:.120}"
    return f"raises {did.error}" if isinstance(did, Threw) else f"reaches {did.limit}"


def _counterexample(
    submission: Submission, row: GoldenRow, call: Call, did: Did
) -> Counterexample | None:
    """The row as an input that the next attempt must get right, where values can say it."""
    task = submission.task
    if task is None or call.values is None or row.raises:
        return None
    names = (known.name for known in task.parameters)
    return Counterexample(
        tuple(zip(names, call.values, strict=True)),
        f"golden row {row.line}",
        task.line,
        error=f"this {_told(did)}",
        expected=repr(row.expected),
    )


def _opinions(submission: Submission) -> tuple[list[Finding], dict[str, str]]:
    """What the judges think: notes, whatever they call them."""
    found, names = [], {}
    for name in submission.policy.accuracy.judges:
        try:
            asked = judge(name)
            opinions = asked.opinion(submission)
        except InputError as error:  # the judge's fault is none of the user's input
            raise ToolError(f"judge {name}: {error.message}", remedy=error.remedy) from error
        names[f"judge {name}"] = str(getattr(asked, "version", "unknown"))
        found += [replace(one, severity="note") for one in opinions]
    return found, names


GATE = AccuracyGate()
