"""What each tool does: the analyses and the pipeline of the commands, asked for by a client.

A job takes arguments that are JSON and gives the JSON of the published shapes. It runs in a worker
whose current folder is the project root, so that paths read there as they do on a command line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lemmata.analyses.bench import Bench
from lemmata.analyses.differing import compare_modules
from lemmata.analyses.reviewing import review_module
from lemmata.analyses.revisions import module_at
from lemmata.cli.check_command import report_json, retester
from lemmata.cli.diff_command import comparison_json
from lemmata.cli.output import (
    RESULTS_VERSION,
    SHAPE_VERSION,
    error_json,
    judgement_json,
    need_folder,
)
from lemmata.cli.review_command import review_json
from lemmata.contracts.borrowing import Linker
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.evidence import check
from lemmata.proving import Session, Settings, prove_module
from lemmata.serving.confining import Root
from lemmata.serving.explaining import explain
from lemmata.serving.sessions import Store
from lemmata.serving.submitting import Submitting, candidate_of
from lemmata.serving.telling import next_json, report_html, session_json, task_text
from lemmata.targets import Target, components_first

Say = Callable[[str], None]
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where jobs work: the project root, the store of sessions, and who hears of progress."""

    root: Root
    store: Store
    say: Say

    def link(self, arguments: Arguments) -> Linker:
        """The linker that looks into the folders of ``lemmas`` first.

        Raises:
            ChoiceError: one of them is outside the root.
        """
        return self.root.linker(tuple(self.root.inside(p) for p in arguments.get("lemmas") or ()))

    def module(self, arguments: Arguments) -> Module:
        """The task file that ``file`` names.

        Raises:
            InputError: it cannot be used.
        """
        return read_module(self.root.file(arguments["file"]), link=self.link(arguments))


def review(place: Workplace, arguments: Arguments) -> Json:
    """`lemmata review` of a file, or of one function."""
    path = place.root.file(arguments["file"])
    place.say(f"reviewing {path}")
    module = read_module(path, link=place.link(arguments))
    results: list[Json] = []
    with Bench(arguments["budget_seconds"]) as bench:
        for told in review_module(bench, module, arguments.get("function")):
            results.append(review_json(Target(path), told))
            place.say(f"reviewed {told.function}")
    return {"version": SHAPE_VERSION, "results": results, "errors": []}


def prove(place: Workplace, arguments: Arguments) -> Json:
    """`lemmata prove` of a file, a folder or one function; nothing is written."""
    link = place.link(arguments)
    results: list[Json] = []
    errors: list[InputError] = []
    targets = place.root.targets(arguments["path"], arguments.get("function"), errors.append)
    with Session(Settings(arguments["budget_seconds"])) as session:
        for target in components_first(targets):
            place.say(f"proving {target}")
            try:
                module = read_module(target.path, link=link)
                for judgement, _ in prove_module(session, module, target.name, errors.append):
                    results.append(judgement_json(str(target.path), judgement, None))
                    place.say(f"{judgement.function} is {judgement.verdict.value}")
            except InputError as error:
                if len(targets) == 1:
                    raise
                errors.append(error)
    told: list[Json] = [error_json(error) for error in errors]
    return {"version": RESULTS_VERSION, "results": results, "errors": told, "notes": []}


def diff(place: Workplace, arguments: Arguments) -> Json:
    """`lemmata diff` of two files, or of one and its text at a git revision."""
    new_path, link = place.root.file(arguments["new"]), place.link(arguments)
    new = read_module(new_path, needs_contract=False, link=link)
    if arguments.get("revision"):
        old = module_at(arguments["revision"], new_path, link)
    else:
        old_path = place.root.file(arguments["old"])
        old = read_module(old_path, needs_contract=False, link=link)
    results: list[Json] = []
    with Bench(arguments["budget_seconds"]) as bench:
        for found in compare_modules(bench, old, new, arguments.get("function")):
            results.append(comparison_json(found))
            place.say(f"{found.function}: {found.relation.value}")
    return {"version": SHAPE_VERSION, "old": old.path, "new": new.path, "results": results}


def check_lemmas(place: Workplace, arguments: Arguments) -> Json:
    """`lemmata check` of lemma folders."""
    lemmas = [place.root.inside(path) for path in arguments.get("places") or ()]
    folders = [place.root.inside(path) for path in arguments["lemmas"]]
    for folder in folders:
        need_folder(folder)
    results: list[Json] = []
    for folder in folders:
        place.say(f"checking {folder}")
        results.append(report_json(folder, check(folder, lemmas, retest=retester())))
    return {"version": SHAPE_VERSION, "results": results}


def next_requirements(place: Workplace, arguments: Arguments) -> Json:
    """The task, and what its session has taught so far."""
    return next_json(place.store, place.module(arguments), arguments["function"])


def submit(place: Workplace, arguments: Arguments) -> Json:
    """A body for an open task: judged as `lemmata compile` judges, and sealed where proved."""
    module = place.module(arguments)
    output: Path = place.root.inside(arguments["output"])
    place.root.inside(output / f"{arguments['function']}.lemma")
    submitting = Submitting(place.store, module, arguments["function"], output, place.say)
    candidate = candidate_of(arguments["body"], arguments.get("helpers") or ())
    return submitting.judged(candidate, arguments["budget_seconds"])


def explain_finding(place: Workplace, arguments: Arguments) -> Json:
    """What a rule, a verdict or a word of a finding means."""
    return explain(arguments["name"])


def task_page(place: Workplace, arguments: Arguments) -> Json:
    """The resource of a task: its text as the file has it."""
    return {"text": task_text(place.module(arguments), arguments["function"])}


def session_page(place: Workplace, arguments: Arguments) -> Json:
    """The resource of a session: every attempt, and what each one taught."""
    return session_json(place.store, place.module(arguments), arguments["function"])


def report_page(place: Workplace, arguments: Arguments) -> Json:
    """The resource of a report: the session as a page for people."""
    return {"text": report_html(place.store, place.module(arguments), arguments["function"])}


JOBS: Mapping[str, Callable[[Workplace, Arguments], Json]] = {
    "review_contract": review,
    "next_requirements": next_requirements,
    "submit_candidate": submit,
    "prove": prove,
    "diff": diff,
    "check": check_lemmas,
    "explain_finding": explain_finding,
    "task": task_page,
    "session": session_page,
    "report": report_page,
}
"""By the name of the tool or resource."""
