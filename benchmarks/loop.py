"""What feedback is worth to a search, and what the loop itself costs; JSON on stdout.

    python benchmarks/loop.py --jobs 2

Each task is a proved body of `examples/verina/`, taken out again. A seeded generator draws the
right body with the chance `1 - --faults`, or else one of `--mutants` single changes of it that some
input shows to be wrong, and never the same body twice. *With* feedback it runs what it drew on the
inputs that the search taught it so far, and draws again if one is wrong there, `--draws` times at
most: so does who reads what he is told. *Without* it does not look. Between the two it obeys with a
chance, which gives the curve. Seeds, judge, budget and strategy are the same. Counted are the
proposals until a proof; a search that ends not sure counts as the whole budget. The interval is a
bootstrap over tasks.

A second generator repairs: it starts from a body with `--edits` changes, and each proposal is the
best of a few random changes of the attempt that the strategy names. It compares the strategies.

A proved body other than the right one is run on some hundred inputs; one that breaks the contract
there is a wrong proof, and the exit code is 1.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

from lemmata.assembly import judge_of, ways_of
from lemmata.contracts.attempts import Budget, Exhausted, Judge, Proposal, Propose, Turn
from lemmata.contracts.bodies import body_of
from lemmata.contracts.errors import LemmataError, LimitError
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate, Judgement, Verdict
from lemmata.gates import Policies, Toolbox
from lemmata.gates.gating import Gating
from lemmata.language.interpreter import Checker, compiled
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.provers import callees_first
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.proving import Known, Session, Settings, tasks_of
from lemmata.search import (
    Outcome,
    Ways,
    learned_inputs,
    population,
    repair_best,
    repair_last,
    replayer,
    restarting,
    search,
)
from lemmata.search.replaying import Input, Replay
from lemmata.search.strategies import Strategy
from lemmata.testing.mutation import mutants

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "examples/verina"
ENDLESS = 1e9
CHECKED = 300
RESAMPLES = 2_000
EDITS_TRIED = 6
STRATEGIES: Mapping[str, Strategy] = {
    "repair the best": repair_best,
    "repair the last": repair_last,
    "repair the best, restart when stuck": restarting(repair_best),
    "population of 3": population(),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a worker has to know; ``obeys`` are the chances of the curve."""

    faults: float
    mutants: int
    draws: int
    seeds: int
    attempts: int
    budget: float
    obeys: tuple[float, ...]
    edits: int
    edit_seeds: int


@dataclass(slots=True)
class Meter:
    """CPU seconds of this process inside generator, judge and refuter."""

    inside: float = 0.0

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same, and its time is counted."""

        def counted(*given: Any) -> Any:
            start = time.process_time()
            try:
                return work(*given)
            finally:
                self.inside += time.process_time() - start

        return counted


@dataclass(frozen=True, slots=True)
class Task:
    """One function, its right body, and everything that judges bodies for it."""

    name: str
    module: Module
    right: str
    pool: tuple[str, ...]
    points: tuple[Input, ...]
    judge: Judge
    ways: Ways
    replay: Replay


def main() -> int:
    """Runs the searches and prints the report; 1 when a wrong body was proved."""
    options = _options()
    start = time.perf_counter()
    choices = _choices(options)
    files = sorted(FOLDER.glob(options.only))[: options.limit or None]
    rows = []
    with ProcessPoolExecutor(options.jobs) as pool:
        waiting = [pool.submit(tried, path.name, choices) for path in files]
        for number, done in enumerate(as_completed(waiting), 1):
            rows.append(done.result())
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{number} of {len(files)} tasks ")
    rows.sort(key=lambda row: row["task"])
    report = {
        "benchmark": "loop",
        "seconds": round(time.perf_counter() - start, 1),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        **_report(rows, choices),
    }
    print(json.dumps(report, indent=2))
    return 1 if report["wrong_proofs"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--limit", type=int, default=0, help="about so many tasks; 0: all (0)")
    parser.add_argument("--only", default="*.py", help="files of these names (*.py)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--faults", type=float, default=0.9, help="chance of a wrong draw (0.9)")
    parser.add_argument("--mutants", type=int, default=16, help="wrong bodies of a task (16)")
    parser.add_argument("--draws", type=int, default=40, help="draws for one proposal (40)")
    parser.add_argument("--seeds", type=int, default=3, help="searches of a task and way (3)")
    parser.add_argument("--attempts", type=int, default=24, help="proposals of a search (24)")
    parser.add_argument("--budget", type=float, default=2.0, help="CPU seconds of a verdict (2)")
    parser.add_argument("--curve", default="0,0.25,0.5,0.75,1", help="chances to obey feedback")
    parser.add_argument("--edits", type=int, default=2, help="changes to be repaired (2)")
    parser.add_argument("--edit-seeds", type=int, default=1, help="repairs by each strategy (1)")
    return parser.parse_args()


def _choices(options: argparse.Namespace) -> Choices:
    obeys = tuple(sorted({0.0, 1.0, *map(float, options.curve.split(","))}))
    return Choices(
        options.faults,
        options.mutants,
        options.draws,
        options.seeds,
        options.attempts,
        options.budget,
        obeys,
        options.edits,
        options.edit_seeds,
    )


def tried(file: str, choices: Choices) -> dict[str, Any]:
    """All searches for the task of a file; only why not, where its own body is not proved."""
    row: dict[str, Any] = {"task": file, "why": "", "obeying": {}, "repairing": {}}
    row |= {"cpu": 0.0, "attempts": 0, "proved": []}
    module = read_module(FOLDER / file)
    try:
        with Session(Settings(choices.budget)) as session, Toolbox() as box:
            task = _opened(session, module, Gating(Policies(), box), choices)
            if isinstance(task, str):
                return {**row, "why": task}
            for obeys in choices.obeys:
                row["obeying"][str(obeys)] = [
                    _searched(task, _drawing(task, choices, obeys, seed), task.ways, choices, row)
                    for seed in range(choices.seeds)
                ]
            is_repaired = int(file_seed(module).strip("abcdefghijklmnopqrstuvwxyz_.")) % 3 == 0
            for name, strategy in STRATEGIES.items() if is_repaired else ():
                row["repairing"][name] = [
                    _searched(
                        task,
                        _editing(task, choices, seed),
                        replace(task.ways, strategy=strategy),
                        choices,
                        row,
                    )
                    for seed in range(choices.edit_seeds)
                ]
            row["wrong"] = [body for body in row.pop("proved") if _is_wrong(task, body)]
    except LemmataError as error:
        return {**row, "why": f"{type(error).__name__}: {error}"}
    return row


def _opened(session: Session, module: Module, gating: Gating, choices: Choices) -> Task | str:
    """The last task of the file, with what judges it; or why it is none."""
    program = parse_program(module)
    name = tasks_of(module, program, None)[-1]
    if name not in program.functions or program.functions[name].body is None:
        return "no body"
    known, right = Known(), body_of(module, name)
    verdicts = [
        session.judge(module, program, callee, known).verdict
        for callee in callees_first(program, (name,))
    ]
    if verdicts[-1] is not Verdict.PROVED:
        return str(verdicts[-1].value)
    known.evidence.pop(name, None)
    known.assurances.pop(name, None)
    ways = ways_of(session, module, name, gating)
    replay = replayer(module, name)
    every = [mutant.body for mutant in mutants(right)]
    Random(file_seed(module)).shuffle(every)
    points = tuple(_points(program, name))
    pool = (body for body in every if replay(_candidate(body), points).wrong)
    wrong = tuple(islice(pool, choices.mutants))
    if not wrong:
        return "no change of it is wrong on an input that was tried"
    judge = _remembering(judge_of(session, module, name, known, gating))
    return Task(name, module, right, wrong, points, judge, ways, replay)


def file_seed(module: Module) -> str:
    """What the draws of a file start from."""
    return Path(module.path).name


def _remembering(judge: Judge) -> Judge:
    """A judge that says the same of the same body without being asked again."""
    said: dict[str, Judgement] = {}

    def judged(candidate: Candidate, left: Budget) -> Judgement:
        if candidate.body not in said:
            said[candidate.body] = judge(candidate, left)
        return said[candidate.body]

    return judged


def _candidate(body: str) -> Candidate:
    return Candidate(body, "draws")


def _drawing(task: Task, choices: Choices, obeys: float, seed: int) -> Propose:
    """Draws the right body or a wrong one; what it learned it looks at with a chance."""
    random = Random(f"{file_seed(task.module)} {seed}")
    moods = Random(f"mood {seed}")
    right_chance = 1 - choices.faults

    def propose(turn: Turn, left: Budget) -> Proposal:
        judged = {attempt.candidate.body for attempt in turn.attempts}
        wrong = [body for body in task.pool if body not in judged]
        learned = learned_inputs(turn.requirements)
        drawn = ""
        for _ in range(choices.draws):
            is_right = random.random() < right_chance or not wrong
            drawn = task.right if is_right else random.choice(wrong)
            heeds = moods.random() < obeys
            if not (heeds and task.replay(_candidate(drawn), learned).wrong):
                break
        return _candidate(drawn)

    return propose


def _editing(task: Task, choices: Choices, seed: int) -> Propose:
    """Changes the base a little, in the way that gets the fewest learned inputs wrong."""
    random = Random(f"edit {file_seed(task.module)} {seed}")

    def near(body: str, judged: set[str]) -> list[str]:
        found = [mutant.body for mutant in mutants(body) if mutant.body not in judged]
        return random.sample(found, min(EDITS_TRIED, len(found)))

    def propose(turn: Turn, left: Budget) -> Proposal:
        judged = {attempt.candidate.body for attempt in turn.attempts}
        learned = learned_inputs(turn.requirements)
        if turn.base is None:
            body = task.right
            for _ in range(choices.edits):
                body = (near(body, {*judged, task.right}) or [body])[0]
            return _candidate(body)
        ranked = [
            (len(found.wrong) + found.unread, body)
            for body in near(turn.base.candidate.body, judged)
            for found in [task.replay(_candidate(body), learned)]
        ]
        if not ranked:
            return Exhausted("nothing is left to change")
        return _candidate(min(ranked, key=lambda pair: pair[0])[1])

    return propose


def _searched(
    task: Task, propose: Propose, ways: Ways, choices: Choices, row: dict[str, Any]
) -> dict[str, Any]:
    """One search: the proposals it took, how it ended, and how many bodies a judge saw."""
    meter = Meter()
    ways = replace(ways, refute=meter.timed(ways.refute))
    judges: list[str] = []

    def judge(candidate: Candidate, left: Budget) -> Judgement:
        judges.append(candidate.body)
        return task.judge(candidate, left)

    start = time.process_time()
    outcome: Outcome = search(
        meter.timed(propose),
        meter.timed(judge),
        Budget(choices.attempts, ENDLESS, ENDLESS),
        ways=ways,
    )
    row["cpu"] += time.process_time() - start - meter.inside
    row["attempts"] += len(outcome.attempts)
    is_proved = outcome.verdict is Verdict.PROVED
    if is_proved and outcome.best is not None and outcome.best.candidate.body != task.right:
        row["proved"].append(outcome.best.candidate.body)
    made = len(outcome.attempts) + outcome.duplicates
    return {
        "proposals": made if is_proved else choices.attempts,
        "proved": is_proved,
        "judged": len(judges),
    }


def _is_wrong(task: Task, body: str) -> bool:
    """Whether a proved body breaks the contract on an input that is tried here."""
    found = task.replay(_candidate(body), task.points)
    return bool(found.wrong or found.unread)


def _points(program: Program, name: str) -> Iterator[Input]:
    """Admitted inputs to tell bodies apart by."""
    checker: Checker = compiled(program, name)
    parameters = checker.function.parameters
    kinds = [parameter.type for parameter in parameters]
    for arguments in islice(inputs(kinds, constants_of(program, name)), CHECKED):
        try:
            if checker.admits(arguments):
                names = (parameter.name for parameter in parameters)
                yield tuple(zip(names, arguments, strict=True))
        except LimitError:
            continue


def _report(rows: Sequence[Mapping[str, Any]], choices: Choices) -> dict[str, Any]:
    used = [row for row in rows if not row["why"]]
    without, curve = str(choices.obeys[0]), [str(obeys) for obeys in choices.obeys]
    attempts, cpu = sum(row["attempts"] for row in used), sum(row["cpu"] for row in used)
    overhead = round(1000 * cpu / max(attempts, 1), 2)
    ratio = _ratio(used, without, curve[-1])
    wrong = [f"{row['task']}\n{body}" for row in used for body in row["wrong"]]
    return {
        "tasks": len(used),
        "left_out": {row["task"]: row["why"] for row in rows if row["why"]},
        "fault_rate": choices.faults,
        "seeds": choices.seeds,
        "budget_proposals": choices.attempts,
        "obeying": {obeys: _figures(used, "obeying", obeys, without) for obeys in curve},
        "ratio_without_to_with": ratio,
        "repairing": {name: _figures(used, "repairing", name, None) for name in STRATEGIES},
        "attempts": attempts,
        "overhead_cpu_ms_an_attempt": overhead,
        "wrong_proofs": len(wrong),
        "wrong": wrong,
        "goals": [
            _goal("tasks", 60, len(used), len(used) >= 60),
            _goal("ratio, low end", 1, ratio["low"], ratio["low"] > 1),
            _goal("wrong proofs", 0, len(wrong), not wrong),
            _goal("overhead ms an attempt", 5, overhead, overhead <= 5),
        ],
    }


def _goal(figure: str, goal: float, value: float, met: bool) -> dict[str, Any]:
    return {"figure": figure, "goal": goal, "value": value, "met": met}


def _figures(
    rows: Sequence[Mapping[str, Any]], kind: str, way: str, other: str | None
) -> dict[str, Any]:
    runs = [run for row in rows for run in row[kind].get(way, ())]
    figures = {
        "searches": len(runs),
        "proposals_mean": round(mean(run["proposals"] for run in runs), 2) if runs else 0.0,
        "judged_mean": round(mean(run["judged"] for run in runs), 2) if runs else 0.0,
        "not_sure_share": round(mean(not run["proved"] for run in runs), 4) if runs else 0.0,
    }
    return figures if other is None else {**figures, "ratio": _ratio(rows, other, way)}


def _ratio(rows: Sequence[Mapping[str, Any]], many: str, few: str) -> dict[str, float]:
    """Proposals of one way over those of another, with a 95% interval over the tasks."""
    pairs = [
        tuple(sum(run["proposals"] for run in row["obeying"][way]) for way in (many, few))
        for row in rows
    ]
    if not pairs:
        return {"ratio": 0.0, "low": 0.0, "high": 0.0}
    random = Random(0)
    found = sorted(_quotient([random.choice(pairs) for _ in pairs]) for _ in range(RESAMPLES))
    low, high = found[int(0.025 * RESAMPLES)], found[int(0.975 * RESAMPLES)]
    return {"ratio": _quotient(pairs), "low": low, "high": high}


def _quotient(pairs: Sequence[tuple[int, ...]]) -> float:
    return round(sum(pair[0] for pair in pairs) / max(sum(pair[1] for pair in pairs), 1), 3)


if __name__ == "__main__":
    sys.exit(main())
