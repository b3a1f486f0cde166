"""`lemmata bench ab`: what trials show of rules that cannot be proved, or cannot tell."""

import argparse

from lemmata.bench.costs import CostChange
from lemmata.bench.exact import Chance
from lemmata.bench.judging import Answer, Effect, Report, judge
from lemmata.bench.trials import read_trials
from lemmata.cli.output import ExitCode, print_json
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError
from lemmata.report.trials import trials_page
from lemmata.report.writing import prepare, write_page

SHOWN = 5


def run(arguments: argparse.Namespace) -> ExitCode:
    """Judge a file of trials; write the page that was asked for."""
    if not 0 < arguments.alpha < 1:
        raise ChoiceError(
            f"--alpha {arguments.alpha:g} is no chance of an error",
            remedy="give a number between 0 and 1, such as 0.05",
        )
    if arguments.report:
        prepare(arguments.report)
    report = judge(read_trials(arguments.trials), arguments.alpha)
    if arguments.report:
        write_page(arguments.report, trials_page(str(arguments.trials), report))
    if arguments.json:
        print_json({"results": [report_json(str(arguments.trials), report)], "errors": []})
    else:
        show(report)
    return exit_of(report)


def exit_of(report: Report) -> ExitCode:
    """Of the rules alone: 1 where one is worse, 0 where all are better, 2 otherwise."""
    answers = {effect.answer for effect in report.effects if len(effect.comparison.rules) == 1}
    if Answer.WORSE in answers:
        return ExitCode.REFUTED
    return ExitCode.DONE if answers == {Answer.BETTER} else ExitCode.UNDECIDED


def report_json(file: str, report: Report) -> Json:
    """A report as JSON."""
    return {
        "file": file,
        "trials": report.trials,
        "tasks": report.tasks,
        "alpha": report.alpha,
        "effects": [effect_json(effect) for effect in report.effects],
        "flaky": [
            {"task": one.task, "on": list(one.on), "passed": one.passed, "runs": one.runs}
            for one in report.flaky
        ],
    }


def effect_json(effect: Effect) -> Json:
    """One comparison as JSON."""
    compared = effect.comparison
    return {
        "rules": list(compared.rules),
        "answer": effect.answer.value,
        "effect": effect.effect,
        "interval": [effect.low, effect.high],
        "p_any_time": effect.p_any_time,
        "these_tasks": _chance_json(effect.these_tasks),
        "paired": compared.is_paired,
        "tasks": len(compared.tasks),
        "left_out": compared.left_out,
        "incomplete": list(compared.incomplete),
        "smallest_effect": effect.smallest,
        "tasks_needed": effect.needed,
        "cost": _cost_json(effect.cost),
        "looks": [
            {"tasks": look.tasks, "low": look.low, "high": look.high, "effect": look.effect}
            for look in effect.looks
        ],
    }


def _chance_json(found: Chance | None) -> Json:
    return {"p": found.p, "exact": found.is_exact} if found else None


def _cost_json(found: CostChange | None) -> Json:
    return {"mean": found.mean, "p": found.p, "exact": found.is_exact} if found else None


def show(report: Report) -> None:
    """A line a comparison, what it stands on, and the flaky tasks."""
    for effect in report.effects:
        print(f"{effect.answer.value}  {effect.comparison.name}  {_size(effect)}")
        for line in _details(effect):
            print(f"    {line}")
    if report.flaky:
        print(f"flaky  {len(report.flaky)} times a task passed and failed under one setting")
        for one in report.flaky[:SHOWN]:
            print(f"    {one.task}  {one.passed} of {one.runs}  on: {', '.join(one.on) or 'none'}")
        if len(report.flaky) > SHOWN:
            print(f"    … and {len(report.flaky) - SHOWN} more (--json has all)")


def _size(effect: Effect) -> str:
    return (
        f"{effect.effect:+.1%}  at any time between {effect.low:+.1%} and {effect.high:+.1%}"
        f"  {len(effect.comparison.tasks)} tasks"
    )


def _details(effect: Effect) -> list[str]:
    compared, found = effect.comparison, []
    how = "paired by task and seed" if compared.is_paired else "unpaired, task by task"
    known = effect.these_tasks
    if known is not None:
        word = "exact" if known.is_exact else "normal limit"
        found.append(f"these tasks at one look: p = {known.p:.3g} ({word}, {how})")
    if effect.answer is Answer.CANNOT_TELL:
        found.append(_limits(effect))
    if compared.left_out:
        found.append(f"{compared.left_out} trials have no counterpart and are left out")
    if compared.incomplete:
        listed = ", ".join(compared.incomplete[:SHOWN])
        found.append(f"{len(compared.incomplete)} tasks have fewer trials, left out: {listed}")
    if effect.cost is not None:
        found.append(f"cost {effect.cost.mean:+.4g} a task, p = {effect.cost.p:.3g} at one look")
    return found


def _limits(effect: Effect) -> str:
    tasks = len(effect.comparison.tasks)
    if effect.smallest is None:
        seen = f"{tasks} tasks are too few to find any effect"
    else:
        seen = f"{tasks} tasks find effects of {effect.smallest:.1%} or more, 4 times of 5"
    if effect.needed is None:
        return f"{seen}; no effect was seen to plan by"
    return f"{seen}; one of {abs(effect.effect):.1%} needs about {effect.needed} tasks"
