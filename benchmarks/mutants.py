"""Mutants of proved bodies: none may be proved, nearly all refuted by an input; JSON on stdout.

    python benchmarks/mutants.py --jobs 2

Every single change of every proved body of the examples (and of the right ones among the small
contracts) is run on inputs that the contract admits. A mutant counts as *wrong* when it breaks
the contract on one of them; the others are counted apart: *equivalent* (no difference seen),
*permitted* (it differs, the contract allows it), *endless* (no end seen, and no other breach),
*outside* (no longer in the language, or no longer Python). Wrong and endless ones go to the prover.
A verdict that takes more than `--wall` seconds is called slow. An interrupted run prints its report
too; with `--state` the next one goes on where it stopped.
"""

import argparse
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Self

from lemmata.contracts.bodies import body_of, with_body
from lemmata.contracts.errors import InputError, LemmataError, LimitError
from lemmata.contracts.reading import read_module, read_source
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.language.interpreter import Checker, Outcome, compiled
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.provers import callees_first
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.proving import Known, Session, Settings, tasks_of
from lemmata.testing.differential import agree
from lemmata.testing.mutation import Mutant, mutants
from lemmata.testing.programs import random_arguments

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    "examples/proved",
    "examples/codeproof",
    "examples/verina",
    "benchmarks/small_contracts/right",
)
GOALS = (("wrong mutants", 1000), ("proved", 0), ("refuted share", 0.95))
ORDERLY, RANDOM = 400, 200
RUN_SECONDS = 4.0
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Choices:
    """What a worker has to know."""

    budget: float
    wall: float
    seed: int
    share: float


@dataclass(frozen=True, slots=True)
class Body:
    """One function whose mutants are judged."""

    path: str
    name: str


class _SlowError(Exception):
    """What was run did not end in time."""


def main() -> int:
    """Judges the mutants and prints the report; 1 when a wrong one was proved."""
    options = _options()
    start = time.perf_counter()
    known = _bodies(options.folders)
    total = sum(len(_mutants_of(body)) for body in known)
    share = min(1.0, options.limit / total) if options.limit else 1.0
    choices = Choices(options.budget, options.wall, options.seed, share)
    signal.signal(signal.SIGTERM, _interrupt)
    Random(options.seed).shuffle(known)
    found, is_whole = _all(known, choices, options.jobs, options.state)
    report = {"benchmark": "mutants", "seed": options.seed, "made": total, "share_tried": share}
    report |= {"seconds": round(time.perf_counter() - start, 1), "is_whole": is_whole}
    report |= _summary(found)
    print(json.dumps(report, indent=2))
    return 1 if report["proved"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--limit", type=int, default=0, help="about so many mutants; 0: all (0)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--seed", type=int, default=0, help="which ones, where not all (0)")
    parser.add_argument("--budget", type=float, default=5.0, help="CPU seconds for a mutant (5)")
    parser.add_argument("--wall", type=float, default=30.0, help="seconds for a verdict (30)")
    parser.add_argument("--state", type=Path, help="a file to go on from, and to keep the state in")
    parser.add_argument("--folders", nargs="*", default=FOLDERS, help="where the bodies are")
    return parser.parse_args()


def _bodies(folders: Sequence[str]) -> list[Body]:
    """The tasks with a body and a contract, of every file that can be read."""
    found = []
    for path in (path for folder in folders for path in sorted((ROOT / folder).glob("*.py"))):
        module = read_module(path)
        program = parse_program(module)
        for name in tasks_of(module, program, None):
            function = program.functions.get(name)
            if function is not None and function.body is not None:
                found.append(Body(str(path.relative_to(ROOT)), name))
    return found


def _mutants_of(body: Body) -> list[Mutant]:
    return list(mutants(body_of(read_module(ROOT / body.path), body.name)))


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _deaf() -> None:
    """A worker leaves an interruption to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _all(
    known: Sequence[Body], choices: Choices, jobs: int, state: Path | None
) -> tuple[list[dict[str, Any]], bool]:
    """What became of each body's mutants, and whether all were reached before an interruption."""
    found: list[dict[str, Any]] = []
    if state is not None and state.exists():
        found = json.loads(state.read_text(encoding="utf-8"))
    judged = {report["body"] for report in found}
    left = [body for body in known if f"{body.path}::{body.name}" not in judged]
    with ProcessPoolExecutor(jobs, initializer=_deaf) as pool:
        waiting = [pool.submit(judge_body, body, choices) for body in left]
        try:
            for done in as_completed(waiting):
                found.append(done.result())
                _say(found, len(known))
                if state is not None:
                    state.write_text(json.dumps(found), encoding="utf-8")
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            return found, False
    return found, True


def _say(found: Sequence[Mapping[str, Any]], count: int) -> None:
    """Progress, when someone looks."""
    if not sys.stderr.isatty():
        return
    wrong = sum(sum(known["wrong"].values()) for known in found)
    proved = sum(len(known["proved"]) for known in found)
    sys.stderr.write(f"\r{len(found)} of {count} bodies, {wrong} wrong mutants, {proved} proved ")
    sys.stderr.flush()


def judge_body(body: Body, choices: Choices) -> dict[str, Any]:
    """The mutants of one body: how each was classed, and the verdicts on those that matter."""
    module = read_module(ROOT / body.path)
    program = parse_program(module)
    report: dict[str, Any] = {"body": f"{body.path}::{body.name}", "verdict": "", "classes": {}}
    report |= {"wrong": {}, "endless": {}, "proved": [], "left": []}
    known = Known()
    report["verdict"] = _original(module, program, body.name, known, choices)
    if report["verdict"] == "proved":
        with _Trial(module, program, body.name, known, choices) as trial:
            for mutant in mutants(body_of(module, body.name)):
                if Random(f"{choices.seed} {mutant.body}").random() < choices.share:
                    trial.judge(mutant, report)
    return report


def _original(module: Module, program: Program, name: str, known: Known, choices: Choices) -> str:
    """The verdict on the body itself, its callees proved first."""
    with Session(Settings(choices.budget)) as session:
        try:
            with _patience(2 * choices.wall):
                for callee in callees_first(program, (name,)):
                    judgement = session.judge(module, program, callee, known)
        except _SlowError:
            return "slow"
        except LemmataError as error:
            return type(error).__name__
    return judgement.verdict.value


class _Trial:
    """One proved body, the inputs that tell its mutants apart, and who judges them."""

    def __init__(
        self, module: Module, program: Program, name: str, known: Known, choices: Choices
    ) -> None:
        self._choices = choices
        self._session = Session(Settings(choices.budget))
        self._module = module
        self._name = name
        self._known = known
        checker = compiled(program, name)
        parameters = checker.function.parameters
        kinds = [parameter.type for parameter in parameters]
        tried = [
            *islice(inputs(kinds, constants_of(program, name)), ORDERLY),
            *random_arguments(parameters, Random(choices.seed), RANDOM),
        ]
        self._before: list[tuple[tuple[Value, ...], Outcome]] = []
        for arguments in tried:
            try:
                with _patience(RUN_SECONDS):
                    if checker.admits(arguments):
                        self._before.append((arguments, checker.call(arguments)))
            except (LimitError, _SlowError):
                continue

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.__exit__(None, None, None)

    def judge(self, mutant: Mutant, report: dict[str, Any]) -> None:
        """Classes the mutant and, where it is wrong or endless, asks the prover."""
        found, verdict = self._classed(mutant), ""
        classes = report["classes"]
        classes[found] = classes.get(found, 0) + 1
        if found not in ("wrong", "endless"):
            return
        verdict, text = self._verdict(mutant)
        report[found][verdict] = report[found].get(verdict, 0) + 1
        shown = {"kind": mutant.kind, "class": found, "verdict": verdict, "body": mutant.body}
        if verdict == "proved":
            report["proved"].append(shown)
        elif verdict != "refuted" and found == "wrong":
            report["left"].append({**shown, "reason": text})

    def _classed(self, mutant: Mutant) -> str:
        try:
            _, program = self._changed(mutant)
        except InputError:
            return "outside"
        if self._name not in program.functions:
            return "outside"
        checker = compiled(program, self._name)
        differs, is_endless = False, False
        try:
            with _patience(RUN_SECONDS):
                if checker.example_violation() is not None:
                    return "wrong"
        except (LimitError, _SlowError):
            is_endless = True
        for arguments, before in self._before:
            try:
                with _patience(RUN_SECONDS):
                    after = checker.call(arguments)
                    differs = differs or not agree(before, after)
                    if checker.violation(arguments) is not None:
                        return "wrong"
            except (LimitError, _SlowError):
                if is_endless:
                    break
                is_endless = True
        return "endless" if is_endless else "permitted" if differs else "equivalent"

    def _changed(self, mutant: Mutant) -> tuple[Module, Program]:
        module = read_source(with_body(self._module, self._name, mutant.body), "mutant.py")
        return module, parse_program(module)

    def _verdict(self, mutant: Mutant) -> tuple[str, str]:
        module, program = self._changed(mutant)
        known = Known(dict(self._known.evidence), dict(self._known.assurances))
        known.evidence.pop(self._name, None)
        known.assurances.pop(self._name, None)
        try:
            with _patience(self._choices.wall):
                judgement = self._session.judge(module, program, self._name, known)
        except _SlowError:
            # What was broken off may have left half an answer in a solver's pipe.
            self._session.__exit__(None, None, None)
            self._session = Session(Settings(self._choices.budget))
            return "slow", "no verdict in time"
        except LemmataError as error:
            return type(error).__name__, str(error)
        if judgement.verdict is Verdict.REFUTED and not _replays(program, self._name, judgement):
            return "not replayed", str(judgement.counterexample)
        return judgement.verdict.value, judgement.reason or ""


def _replays(program: Program, name: str, judgement: Judgement) -> bool:
    """Whether the shown input is admitted and breaks the contract here too."""
    checker: Checker = compiled(program, name)
    shown = judgement.counterexample
    if shown is None:
        return False
    if shown.violated == "example":
        return checker.example_violation() is not None
    arguments = tuple(value for _, value in shown.arguments)
    return checker.admits(arguments) and checker.violation(arguments) is not None


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Ends what runs within it after some seconds: a mutant may never end by itself."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _SlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _summary(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts over all bodies; what was proved, and what was left open, with their texts."""
    classes, wrong, endless = Counter[str](), Counter[str](), Counter[str]()
    for known in found:
        classes.update(known["classes"])
        wrong.update(known["wrong"])
        endless.update(known["endless"])
    proved = [{"of": k["body"], **shown} for k in found for shown in k["proved"]]
    left = [{"of": k["body"], **shown} for k in found for shown in k["left"]]
    count = sum(wrong.values())
    share = round(wrong["refuted"] / count, 4) if count else None
    reached = (count, len(proved), share)
    return {
        "bodies": sum(known["verdict"] == "proved" for known in found),
        "bodies_not_proved": sorted(k["body"] for k in found if k["verdict"] != "proved"),
        "classes": dict(sorted(classes.items())),
        "wrong": dict(sorted(wrong.items())),
        "endless": dict(sorted(endless.items())),
        "refuted_share": share,
        "goals": [
            {
                "figure": figure,
                "goal": goal,
                "value": value,
                "met": value == 0 if figure == "proved" else (value or 0) >= goal,
            }
            for (figure, goal), value in zip(GOALS, reached, strict=True)
        ],
        "proved": proved,
        "left": left[:SHOWN],
        "left_by_reason": dict(Counter(f"{x['verdict']}: {x['reason'][:80]}" for x in left)),
    }


if __name__ == "__main__":
    sys.exit(main())
