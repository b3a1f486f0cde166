"""How verdicts look: a word, a sign and a colour, so that none of them is needed alone."""

from lemmata.report.markup import Html, chip

SIGNS = {"proved": "✓", "refuted": "✗", "unknown": "?", "unsupported": "∅", "failed": "!"}
WORDS = {
    "proved": "shown for every admitted input",
    "refuted": "an admitted input breaks the contract",
    "unknown": "neither proved nor refuted",
    "unsupported": "outside the provable language",
    "failed": "a tool broke",
}
UNMEETABLE = "no body can meet the contract"
_OUTCOMES = {"passed": "✓", "failed": "✗", "broken": "!", "skipped": "–"}


def verdict_chip(verdict: str) -> Html:
    """A verdict as a chip."""
    return chip(f"{SIGNS.get(verdict, '·')} {verdict}", verdict if verdict in SIGNS else "")


def outcome_chip(outcome: str) -> Html:
    """A gate's outcome as a chip."""
    kind = {"passed": "proved", "failed": "refuted", "broken": "failed"}.get(outcome, "")
    return chip(f"{_OUTCOMES.get(outcome, '·')} {outcome}", kind)


def answer_chip(answer: str) -> Html:
    """A solver's answer to an obligation: ``unsat`` is what holds it up."""
    kind = {"unsat": "proved", "sat": "refuted"}.get(answer, "unknown")
    return chip(f"✓ {answer}" if answer == "unsat" else answer, kind)
