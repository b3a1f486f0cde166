"""Prompts and replies, without a model."""

import json
import re
import subprocess
import sys

import pytest

from lemmata.contracts.attempts import (
    Attempt,
    Distance,
    Requirement,
    RequirementKind,
    Wanted,
)
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate, Judgement, Sought, Verdict
from lemmata.generators import Request
from lemmata.generators.asking import Answer
from lemmata.generators.prompting import FOLDER, loop_words, system_prompt, user_prompt
from lemmata.generators.replies import Reply, reply_of, written
from lemmata.generators.spending import Caps, Purse, flat, input_bound
from lemmata.testing.generators import TASKS

LOOPS = TASKS.replace(
    "from icontract", "from lemmata import decreases as down, invariant\nfrom icontract"
)
LOOP = "total = 0\nfor i in range(n):\n    while total:\n        total -= 1\nreturn total\n"


def test_prompts_are_filled_in() -> None:
    """No name of a template is left over, and every prompt file is used."""
    said = system_prompt(read_source(LOOPS)) + user_prompt(Request(read_source(TASKS), "clamp"))
    assert not re.search(r"\$\w", said)
    assert "`down(...)`" in said
    assert "def clamp" in said
    source = FOLDER.with_name("prompting.py").read_text()
    assert [file.stem for file in FOLDER.iterdir() if f'"{file.stem}"' not in source] == []


def attempt(number: int, body: str, taught: tuple[Requirement, ...], base: int = 0) -> Attempt:
    """An attempt that was not decided."""
    judgement = Judgement("clamp", Verdict.UNKNOWN, reason="open", sought=Sought(1234, 1))
    wanted = Wanted.PROOF_HELP if base else Wanted.BODY
    distance = Distance(1, 1, 0, 3)
    return Attempt(number, Candidate(body, "g"), judgement, distance, base, wanted, taught)


STEP = Requirement(RequirementKind.STEP, "the proof stops here", line=9, quote="return value")
FALSE_HELP = Requirement(RequirementKind.HELP, "that help is false on value=3")
OTHER_STEP = Requirement(RequirementKind.STEP, "the proof stops there")
EXAMPLE = Requirement(RequirementKind.EXAMPLE, "on value=0 the result must be 1")
RULE = Requirement(RequirementKind.RULE, "take the time as an argument", near_miss="import math\n")
BASE = attempt(1, "return value", (STEP,))
HELPED = attempt(2, "assert value\nreturn value", (FALSE_HELP,), base=1)
OTHER = attempt(3, "return low", (OTHER_STEP,))
KNOWN = (STEP, EXAMPLE, FALSE_HELP, OTHER_STEP, RULE)


def asked(wanted: Wanted, base: Attempt | None) -> str:
    """What the model is told after three attempts."""
    attempts = (BASE, HELPED, OTHER)
    request = Request(read_source(TASKS), "clamp", KNOWN, attempts, wanted=wanted, base=base)
    text = user_prompt(request)
    assert not re.search(r"\$\w", text)
    return text[text.index("Write the body of") :]


def test_a_weak_proof_asks_for_help_and_not_for_other_code() -> None:
    """The body stays; its open steps and the help that failed are told, no other body's are."""
    said = asked(Wanted.PROOF_HELP, BASE)
    assert "neither refuted nor proved: none of 1,234 inputs breaks the contract" in said
    assert "Keep every statement that computes something" in said
    assert "```python\nreturn value\n```" in said
    assert "- line 9 (`return value`): the proof stops here" in said
    assert "that help is false on value=3" in said
    assert "Help that was not enough:\n\nAttempt 2" in said
    assert "on value=0 the result must be 1" in said
    assert "the proof stops there" not in said
    assert "return low" not in said


def test_wrong_code_is_to_be_mended() -> None:
    """The base comes first, what was learned after it, and nothing of other bodies' proofs."""
    said = asked(Wanted.BODY, OTHER)
    assert said.index("return low") < said.index("assert value")
    assert "the proof stops there" in said
    assert "the proof stops here" not in said
    assert "Mend that body" in said
    assert "Allowed is, for example:\n      import math" in said


def test_a_fresh_start_shows_what_was_learned_and_no_body() -> None:
    """Bodies that led nowhere are not shown; what they taught of the task is."""
    said = asked(Wanted.BODY, None)
    assert "Start afresh" in said
    assert "on value=0 the result must be 1" in said
    assert "take the time as an argument" in said
    for unsaid in ("return low", "assert value", "the proof stops", "that help is false"):
        assert unsaid not in said


def test_a_file_without_the_words_is_offered_no_hints() -> None:
    """Hints are asked for where the file can hold them."""
    assert loop_words(read_source(TASKS)) == {}
    assert "no words for loop hints" in system_prompt(read_source(TASKS))


def test_a_large_file_is_shown_by_the_function_alone() -> None:
    """A prompt does not grow with what has nothing to do with the task."""
    text = user_prompt(Request(read_source(TASKS + "# far\n" * 10_000), "clamp"))
    assert "solve_add" not in text
    assert "# far" not in text
    assert "@require(lambda low, high: low <= high)" in text


def test_hints_stand_at_the_top_of_their_loops() -> None:
    """Loops are counted in the order of the text; a loop that is not there gets nothing."""
    hints = ((1, "total >= 0"), (1, "i >= 0"), (7, "True"))
    reply = Reply(LOOP, hints, ((2, "total"),))
    body = written(reply, loop_words(read_source(LOOPS)))
    assert body.splitlines() == [
        "total = 0",
        "for i in range(n):",
        "    invariant(total >= 0)",
        "    invariant(i >= 0)",
        "    while total:",
        "        down(total)",
        "        total -= 1",
        "return total",
    ]
    assert written(reply, {}) == LOOP


@pytest.mark.parametrize("text", ["x), evil(", "x # c", "", "(yield)"])
def test_a_hint_is_one_expression(text: str) -> None:
    """A hint cannot close its call and go on; what it becomes is one argument."""
    said = {"body": "return 0", "invariants": [{"loop": 1, "expression": text}]}
    answer = Answer(json.dumps(said), "", 0, 0)
    found = reply_of(answer)
    if isinstance(found, Reply):
        assert found.invariants == ((1, text),)
        assert "evil" not in text
    else:
        assert "hint" in found


def test_a_bound_is_never_below_the_tokens() -> None:
    """A token stands for a byte or more, so bytes bound tokens in every script."""
    assert input_bound("né") - input_bound("") == 3


@pytest.mark.parametrize("usd", [None, 0.001, 0.01])
def test_what_is_affordable_can_be_paid(usd: float | None) -> None:
    """The dearest answer to a request that is sent stays within the caps, by one token."""
    purse = Purse(Caps(9_000, usd), flat(0.5, 1.5), lambda: 0.0)
    output = purse.affordable(1_500)
    price = flat(0.5, 1.5)
    assert 0 <= output <= 7_500
    if usd is not None and output:
        assert price(1_500, output) <= usd
        assert output == 7_500 or price(1_500, output + 1) > usd
    assert purse.affordable(8_950) == 0


def test_the_package_imports_no_sdk() -> None:
    """Neither the package nor the module of the generator loads a model's SDK."""
    code = (
        "import sys, lemmata, lemmata.assembly, lemmata.generators.model;"
        "print([m for m in ('pydantic_ai', 'openai', 'anthropic', 'httpx2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
