"""What a task may do: strict unless the policy says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lemmata.contracts.errors import ChoiceError

EFFECTS = (
    "clock",
    "console",
    "database",
    "dynamic code",
    "environment",
    "files",
    "native code",
    "network",
    "processes",
    "randomness",
    "threads",
)
"""What code can do beside computing; an activity may do only what its policy names."""

TOOLS = ("bandit", "detect-secrets")


@dataclass(frozen=True, slots=True)
class SecurityPolicy:
    """What the security gate lets through.

    ``kind`` chooses the allow-list of pure tasks or the rules of activities. ``imports`` (modules),
    ``calls`` (names of builtins or of functions defined elsewhere) and ``attributes`` are allowed
    beside the defaults, in pure tasks; ``names`` are defined elsewhere, such as the parameters of
    a body without its ``def``. ``effects`` (of `EFFECTS`) and ``tools`` speak of activities. A
    pure task has no effects, whatever is listed.
    """

    kind: Literal["pure", "activity"] = "pure"
    imports: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    effects: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    tools: tuple[str, ...] = ()
    source_bytes: int = 200_000

    def __post_init__(self) -> None:
        for effect in sorted(self.effects - set(EFFECTS)):
            raise ChoiceError(f"unknown effect {effect!r}", remedy=f"one of {', '.join(EFFECTS)}")
        for tool in sorted(set(self.tools) - set(TOOLS)):
            raise ChoiceError(f"unknown tool {tool!r}", remedy=f"one of {', '.join(TOOLS)}")
        if self.kind not in ("pure", "activity"):
            raise ChoiceError(f"unknown kind {self.kind!r}", remedy="pure or activity")

    def to_json(self) -> dict[str, object]:
        """Everything that decides, in an order of its own."""
        return {
            "kind": self.kind,
            "imports": sorted(self.imports),
            "calls": sorted(self.calls),
            "attributes": sorted(self.attributes),
            "effects": sorted(self.effects),
            "names": sorted(self.names),
            "tools": list(self.tools),
            "source_bytes": self.source_bytes,
        }


def pure_policy(names: Iterable[str] = ()) -> SecurityPolicy:
    """Computing alone; ``names`` are defined outside the text that is scanned."""
    return SecurityPolicy(names=frozenset(names))


def activity_policy(
    effects: Iterable[str] = ("console",), tools: Iterable[str] = TOOLS
) -> SecurityPolicy:
    """An activity that may do these effects, judged by our rules and by these tools."""
    return SecurityPolicy("activity", effects=frozenset(effects), tools=tuple(tools))
