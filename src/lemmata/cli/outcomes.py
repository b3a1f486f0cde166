"""What a function did on an input, as JSON."""

from lemmata.contracts.codec import Json, to_json
from lemmata.language.interpreter import Outcome, Returned


def outcome_json(outcome: Outcome) -> dict[str, Json]:
    """Exactly one of ``returned`` and ``raised``."""
    if isinstance(outcome, Returned):
        return {"returned": to_json(outcome.value)}
    return {"raised": outcome.error}
