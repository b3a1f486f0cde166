"""Bug: the field of an optional record is read before anybody asked whether there is one."""

from dataclasses import dataclass

from icontract import ensure


@dataclass(frozen=True)
class Referral:
    """A family doctor's referral to a specialist."""

    weeks_old: int
    urgent: bool


@ensure(lambda referral, result: not result or referral is not None)
def accepts(referral: Referral | None) -> bool:
    """Whether the specialist's desk takes the patient."""
    return referral.urgent or referral.weeks_old <= 12
