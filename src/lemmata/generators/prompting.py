"""What a model is told: the prompts are files in `prompts/`, filled in here.

Wrong code is to be mended, code with a weak proof is to be kept and helped, and a fresh start sees
what was learned without the bodies that it was learned from.
"""

from collections.abc import Sequence
from pathlib import Path
from string import Template
from textwrap import indent

from lemmata.contracts.attempts import Attempt, Requirement, RequirementKind, Wanted
from lemmata.contracts.imports import LOOP_WORDS
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Module
from lemmata.generators.protocol import Request

FOLDER = Path(__file__).with_name("prompts")
LARGEST_FILE = 40_000
"""Characters of a file that is shown whole; of a larger one the function alone is shown."""
ATTEMPTS_SHOWN = 3
REQUIREMENTS_SHOWN = 40
OF_ONE_PROOF = (RequirementKind.CONJUNCT, RequirementKind.STEP, RequirementKind.HELP)
"""What speaks of the proof of one body, and is told with that body alone."""


def system_prompt(module: Module, *, may_sketch: bool = False) -> str:
    """What every request says of the work; hints are offered where the file can hold them.

    Holes are offered where somebody fills them.
    """
    words = loop_words(module)
    hints = _filled("hints", **words) if words else "This file imports no words for loop hints."
    parts = [hints, _filled("helpers"), *([_filled("sketch")] if may_sketch else [])]
    return _filled("system", hints="\n\n".join(part.strip() for part in parts))


def user_prompt(request: Request) -> str:
    """The task, and what earlier attempts taught."""
    module, name = request.module, request.task
    source = module.source if len(module.source) <= LARGEST_FILE else _function(module, name)
    text = _filled("task", file=Path(module.path).name, source=source.rstrip(), name=name)
    base = request.base
    if base is not None and request.wanted is Wanted.PROOF_HELP:
        return text + _proof_help(request, base)
    asked = _requirements(request, base.taught if base else ())
    if base is not None:
        others = [known for known in request.attempts if known.number != base.number]
        shown = [base, *others[-(ATTEMPTS_SHOWN - 1) :]]
        attempts = "\n".join(map(_attempt, shown))
        return text + _filled("learned", attempts=attempts, requirements=asked)
    return text + _filled("afresh", requirements=asked) if asked else text


def _proof_help(request: Request, base: Attempt) -> str:
    """What code that is neither refuted nor proved lacks, and which help failed already."""
    helped = [known for known in request.attempts if known.base == base.number]
    told = (*base.taught, *(one for known in helped for one in known.taught))
    sought = base.judgement.sought
    tried = (
        f"none of {sought.inputs:,} inputs breaks the contract" if sought else "nothing broke it"
    )
    before = "\n".join(map(_attempt, helped[-(ATTEMPTS_SHOWN - 1) :]))
    return _filled(
        "proof_help",
        tried=tried,
        body=base.candidate.body.rstrip(),
        requirements=_requirements(request, told),
        helped=f"Help that was not enough:\n\n{before}\n" if before else "",
    )


def _requirements(request: Request, told: Sequence[Requirement]) -> str:
    """What must hold, as a list; of what speaks of one proof, only what is ``told``."""
    shown = [known for known in request.requirements if known.kind not in OF_ONE_PROOF]
    shown += dict.fromkeys(known for known in told if known.kind in OF_ONE_PROOF)
    return "\n".join(map(_requirement, shown[-REQUIREMENTS_SHOWN:]))


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
    quote = f" (`{requirement.quote}`)" if requirement.quote else ""
    where = f"line {requirement.line}{quote}: " if requirement.line else ""
    text = f"- {where}{requirement.text}"
    if requirement.near_miss:
        text += f"\n  Allowed is, for example:\n{indent(requirement.near_miss.rstrip(), '      ')}"
    return text


def _function(module: Module, name: str) -> str:
    node = module.tasks[name].node
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    return "".join(split_lines(module.source)[first - 1 : node.end_lineno])


def _filled(name: str, /, **values: str) -> str:
    return Template((FOLDER / f"{name}.txt").read_text(encoding="utf-8")).substitute(values)
