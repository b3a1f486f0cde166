"""What a model is told: the prompts are files in `prompts/`, filled in here."""

from pathlib import Path
from string import Template

from lemmata.contracts.attempts import Attempt, Requirement
from lemmata.contracts.imports import LOOP_WORDS
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Module
from lemmata.generators.protocol import Request

FOLDER = Path(__file__).with_name("prompts")
LARGEST_FILE = 40_000
"""Characters of a file that is shown whole; of a larger one the function alone is shown."""
ATTEMPTS_SHOWN = 3
REQUIREMENTS_SHOWN = 40


def system_prompt(module: Module) -> str:
    """What every request says of the work; hints are offered where the file can hold them."""
    words = loop_words(module)
    hints = _filled("hints", **words) if words else "This file imports no words for loop hints."
    helpers = _filled("helpers").strip()
    return _filled("system", hints=f"{hints.strip()}\n\n{helpers}")


def user_prompt(request: Request) -> str:
    """The task, and what earlier attempts taught."""
    module, name = request.module, request.task
    source = module.source if len(module.source) <= LARGEST_FILE else _function(module, name)
    text = _filled("task", file=Path(module.path).name, source=source.rstrip(), name=name)
    if not request.attempts and not request.requirements:
        return text
    attempts = [_attempt(known) for known in request.attempts[-ATTEMPTS_SHOWN:]]
    asked = [_requirement(known) for known in request.requirements[-REQUIREMENTS_SHOWN:]]
    learned = {"attempts": "\n".join(attempts) or "none", "requirements": "\n".join(asked)}
    return text + _filled("learned", **learned)


def again(problem: str) -> str:
    """What is said after an answer that holds no body."""
    return _filled("again", problem=problem)


def loop_words(module: Module) -> dict[str, str]:
    """The file's own names for ``invariant`` and ``decreases``; empty unless it has both."""
    names = {full: local for local, full in module.imports.items() if full in LOOP_WORDS}
    if len(names) < len(LOOP_WORDS):
        return {}
    return {full.rpartition(".")[2]: local for full, local in names.items()}


def _attempt(attempt: Attempt) -> str:
    said = attempt.judgement.reason or attempt.judgement.verdict.value
    text = f"Attempt {attempt.number} was {said}:\n{_block(attempt.candidate.body)}"
    if attempt.candidate.helpers:
        helpers = "\n\n".join(attempt.candidate.helpers)
        text += f"\nwith the helpers\n{_block(helpers)}"
    return text


def _block(code: str) -> str:
    return f"```python\n{code.rstrip()}\n```"


def _requirement(requirement: Requirement) -> str:
    where = f"line {requirement.line}: " if requirement.line else ""
    return f"- {where}{requirement.text}"


def _function(module: Module, name: str) -> str:
    node = module.tasks[name].node
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    return "".join(split_lines(module.source)[first - 1 : node.end_lineno])


def _filled(name: str, /, **values: str) -> str:
    return Template((FOLDER / f"{name}.txt").read_text(encoding="utf-8")).substitute(values)
