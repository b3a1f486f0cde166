"""A health plan's decision on a prior authorization for a biologic drug.

The policy: the drug is licensed for adults with one of three diagnoses; anything else is denied.
A covered claim is approved without a person when the patient has finished step therapy (twelve
weeks of the first-line drug that did not help, or an intolerance to it), the pharmacy is in the
network and the cost is at most $25,000. All other covered claims go to a reviewer.
"""

from dataclasses import dataclass
from enum import Enum

from icontract import ensure, require


class Diagnosis(Enum):
    """What the claim gives as the reason."""

    RHEUMATOID_ARTHRITIS = "M06.9"
    PSORIASIS = "L40.0"
    CROHNS_DISEASE = "K50.90"
    OTHER = "Z99"


class Decision(Enum):
    """What happens to the claim."""

    APPROVE = "approve"
    DENY = "deny"
    REVIEW = "review"


@dataclass(frozen=True)
class StepTherapy:
    """The patient's history with the first-line drug."""

    weeks: int
    helped: bool
    intolerant: bool


@dataclass(frozen=True)
class Claim:
    """A request; `cost` in cents a year."""

    diagnosis: Diagnosis
    history: StepTherapy
    age: int
    cost: int
    in_network: bool


@require(lambda claim: claim.age >= 0)
@require(lambda claim: claim.cost >= 0)
@require(lambda claim: claim.history.weeks >= 0)
@ensure(lambda claim, result: result == Decision.DENY or claim.diagnosis != Diagnosis.OTHER)
@ensure(lambda claim, result: result == Decision.DENY or claim.age >= 18)
@ensure(
    lambda claim, result: (
        result != Decision.DENY or claim.diagnosis == Diagnosis.OTHER or claim.age < 18
    )
)
@ensure(lambda claim, result: result != Decision.APPROVE or claim.in_network)
@ensure(lambda claim, result: result != Decision.APPROVE or claim.cost <= 2_500_000)
@ensure(
    lambda claim, result: (
        result != Decision.APPROVE
        or claim.history.intolerant
        or (claim.history.weeks >= 12 and not claim.history.helped)
    )
)
@ensure(
    lambda claim, result: (
        result != Decision.REVIEW
        or not claim.in_network
        or claim.cost > 2_500_000
        or (not claim.history.intolerant and (claim.history.weeks < 12 or claim.history.helped))
    )
)
def prior_authorization(claim: Claim) -> Decision:
    """Exactly one decision satisfies the policy for each claim."""
    ...
