"""The rules keep their word: each finds its example, none its near miss; the page shows them."""

import re
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

import pytest

import lemmata.screening
from lemmata.screening import INPUT, OUTPUT, RULES, STRICT, Rule, screen_input, screen_output
from lemmata.screening.credentials import KEYS
from lemmata.screening.leaks import EXAMPLE_CANARY, EXAMPLE_PROMPT
from lemmata.screening.page import filled
from lemmata.screening.personal import PATTERNS
from tests.repository.checkout import ROOT
from tests.screening.pattern_costs import UnboundedError, ways

MOST_WAYS = 1_500
EXEMPLARY = [rule for rule in RULES if rule.rejected]


def found(text: str) -> set[str]:
    """The rules of both screens that find something, the strict ones too."""
    into = screen_input(text, replace(INPUT, on=STRICT))
    out = screen_output(text, OUTPUT, canaries=[EXAMPLE_CANARY], prompt=EXAMPLE_PROMPT)
    return {known.rule for known in (*into.sightings, *out.sightings)}


@pytest.mark.parametrize("rule", EXEMPLARY, ids=lambda rule: rule.id)
def test_a_rule_finds_its_example_and_nothing_finds_its_near_miss(rule: Rule) -> None:
    """What the page shows as found is found by that rule, and the near miss is clean."""
    assert rule.id in found(rule.rejected)
    assert found(rule.near_miss) == set()


@pytest.mark.parametrize("rule", EXEMPLARY, ids=lambda rule: rule.id)
def test_a_rule_that_is_off_finds_nothing(rule: Rule) -> None:
    """Turning a rule off silences it; strict rules are silent until they are turned on."""
    off = frozenset({rule.id})
    into = screen_input(rule.rejected, replace(INPUT, off=off, on=STRICT - off))
    out = screen_output(
        rule.rejected, replace(OUTPUT, off=off), canaries=[EXAMPLE_CANARY], prompt=EXAMPLE_PROMPT
    )
    assert rule.id not in {known.rule for known in (*into.sightings, *out.sightings)}
    if rule.is_strict:
        assert rule.id not in {known.rule for known in screen_input(rule.rejected).sightings}


def test_ids_are_unique() -> None:
    """An id names one rule."""
    names = [rule.id for rule in RULES]
    assert sorted(set(names)) == sorted(names)
    assert len({known.kind for known in (*PATTERNS, *KEYS)}) == len((*PATTERNS, *KEYS))


def test_the_page_shows_the_rules_of_today() -> None:
    """`python -m lemmata.screening.page docs/screening.md` would change nothing."""
    page = (ROOT / "docs" / "screening.md").read_text()
    assert page == filled(page)
    assert page.count("\n| `") == len(RULES)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every regular expression of the room."""
    every = {}
    for module in iter_modules(lemmata.screening.__path__):
        for name, value in vars(import_module(f"lemmata.screening.{module.name}")).items():
            if isinstance(value, re.Pattern):
                every[f"{module.name}.{name}"] = value
    for known in (*PATTERNS, *KEYS):
        for part in (known.form, known.label, known.unless):
            if part is not None:
                every[f"{known.rule.id} {part.pattern[:12]}"] = part
    return every


def test_no_pattern_can_explode() -> None:
    """From any place each pattern has few ways to try, so that time is linear in the text."""
    costs = {name: ways(pattern) for name, pattern in patterns().items()}
    assert len(costs) > 60
    assert {name: cost for name, cost in costs.items() if cost > MOST_WAYS} == {}


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "a*", "(?:a|b)*c", r"\d++x", r"(?<!\d)(?:\d )++x", "(?:a?){30}b"]
)
def test_the_check_of_patterns_sees_what_explodes(pattern: str) -> None:
    """Nested, endless and overlapping repeats are not passed."""
    try:
        assert ways(re.compile(pattern)) > MOST_WAYS
    except UnboundedError:
        return
