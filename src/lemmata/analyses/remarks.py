"""What a review says: remarks with the inputs that show them, and what it could not decide."""

from dataclasses import dataclass
from enum import Enum

from lemmata.contracts.values import Value


class Severity(Enum):
    """Whether a remark makes a contract wrong, or only asks whether it is meant."""

    ERROR = "error"
    NOTE = "note"


class Rule(Enum):
    """What a review looks for; ``CONTRACT`` is whether it can look at all."""

    CONTRACT = "contract"
    VACUOUS = "vacuous"
    EXAMPLE = "contradicted-example"
    UNREALIZABLE = "unrealizable"
    UNDERSPECIFIED = "underspecified"
    REDUNDANT = "redundant"
    UNMENTIONED = "unmentioned-parameter"

    @property
    def is_error(self) -> bool:
        """Whether such a contract cannot be what anybody means."""
        return self in (Rule.CONTRACT, Rule.VACUOUS, Rule.EXAMPLE, Rule.UNREALIZABLE)


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding. ``arguments`` is the admitted input that shows it, ``outputs`` what it allows.

    An example's own arguments and value stand there even where the contract excludes them.
    """

    rule: Rule
    severity: Severity
    function: str
    line: int
    message: str
    remedy: str
    arguments: tuple[tuple[str, Value], ...] = ()
    outputs: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of one contract; ``undecided`` has rules with the reason of each."""

    function: str
    remarks: tuple[Remark, ...] = ()
    undecided: tuple[tuple[Rule, str], ...] = ()

    @property
    def errors(self) -> tuple[Remark, ...]:
        """The remarks that make the contract wrong."""
        return tuple(known for known in self.remarks if known.severity is Severity.ERROR)

    @property
    def is_decided(self) -> bool:
        """Whether everything that would make the contract wrong is decided."""
        return not any(rule.is_error for rule, _ in self.undecided)
