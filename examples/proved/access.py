"""Platform work: who may deploy. Booleans, an enum and a nested record: a finite domain."""

from dataclasses import dataclass
from enum import Enum

from icontract import ensure


class Role(Enum):
    """What a person is in the project."""

    GUEST = "guest"
    DEVELOPER = "developer"
    OWNER = "owner"


@dataclass(frozen=True)
class Session:
    """How the person signed in."""

    second_factor: bool
    expired: bool


@dataclass(frozen=True)
class Person:
    """Somebody who asks."""

    role: Role
    session: Session


@ensure(lambda person, result: not result or not person.session.expired)
@ensure(lambda person, result: not result or person.role != Role.GUEST)
@ensure(lambda person, production, result: not (result and production) or person.role == Role.OWNER)
@ensure(
    lambda person, production, result: not (result and production) or person.session.second_factor
)
@ensure(
    lambda person, production, result: (
        result or production or person.session.expired or person.role == Role.GUEST
    )
)
def may_deploy(person: Person, production: bool) -> bool:
    """Whether the deployment may start."""
    if person.session.expired or person.role is Role.GUEST:
        return False
    if not production:
        return True
    return person.role is Role.OWNER and person.session.second_factor
