"""What a screen looks for, what stops a text, what is taken out, and how far it looks."""

from dataclasses import astuple, dataclass, field

from lemmata.contracts.errors import ChoiceError
from lemmata.screening import credentials, injection, leaks, personal, structure
from lemmata.screening.layers import Depth
from lemmata.screening.rules import Family, Rule

TOO_LONG = Rule(
    "too-long",
    Family.LIMIT,
    "longer than the policy screens",
    "what was not looked at is not passed",
    "",
    "",
)
TOO_DEEP = Rule(
    "too-deep",
    Family.LIMIT,
    "more encoded layers than the policy opens",
    "what was not looked at is not passed",
    "",
    "",
)

RULES: tuple[Rule, ...] = (
    *injection.RULES,
    *structure.RULES,
    *personal.RULES,
    *credentials.RULES,
    *leaks.RULES,
    TOO_LONG,
    TOO_DEEP,
)
"""Every rule that is built in."""

_INPUT = frozenset({Family.INJECTION, Family.HIDDEN, Family.PERSONAL, Family.SECRET, Family.LIMIT})
_OUTPUT = frozenset({Family.LEAK, Family.HIDDEN, Family.PERSONAL, Family.SECRET, Family.LIMIT})
_TAKEN_OUT = frozenset({Family.PERSONAL, Family.SECRET})


@dataclass(frozen=True, slots=True)
class Policy:
    """How a text is screened.

    ``families`` are looked for; those in ``blocks`` stop the text, those in ``redacts`` are
    replaced by placeholders. ``off`` turns rules off, ``on`` turns strict ones on, by id.
    ``longest`` counts code points. ``run_words`` and ``prompt_share`` say when an answer quotes
    the system prompt.

    Raises:
        ChoiceError: no rule has that id, or a bound is out of range.
    """

    families: frozenset[Family]
    blocks: frozenset[Family]
    redacts: frozenset[Family] = _TAKEN_OUT
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    longest: int = 2_000_000
    depth: Depth = field(default_factory=Depth)
    run_words: int = 12
    prompt_share: float = 0.3

    def __post_init__(self) -> None:
        known = {rule.id for rule in RULES}
        for name in sorted((self.off | self.on) - known):
            raise ChoiceError(f"no rule {name!r}", remedy="see docs/screening.md for the rules")
        if self.longest < 1 or min(astuple(self.depth)) < 0:
            raise ChoiceError("a policy's bounds are not negative", remedy="mend longest and depth")
        if self.run_words < leaks.GRAM or not 0 < self.prompt_share <= 1:
            raise ChoiceError(
                f"run_words is {self.run_words} and prompt_share {self.prompt_share}",
                remedy=f"run_words is at least {leaks.GRAM}, prompt_share above 0 and at most 1",
            )

    @property
    def chosen(self) -> frozenset[str]:
        """The ids of the rules that are on."""
        return frozenset(
            rule.id
            for rule in RULES
            if rule.family in self.families
            and rule.id not in self.off
            and (not rule.is_strict or rule.id in self.on)
        )


INPUT = Policy(_INPUT, blocks=frozenset({Family.INJECTION, Family.HIDDEN, Family.LIMIT}))
"""For what reaches a model: injections and hidden text stop it, data and secrets are taken out."""

OUTPUT = Policy(_OUTPUT, blocks=frozenset({Family.LEAK, Family.HIDDEN, Family.LIMIT}))
"""For what leaves a model: leaks of its prompt stop it, data and secrets are taken out."""

STRICT = frozenset(rule.id for rule in RULES if rule.is_strict)
"""The rules for a model that guards other people's data: ``replace(INPUT, on=STRICT)``."""
