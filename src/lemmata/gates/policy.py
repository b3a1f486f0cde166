"""What a task's policy says: frozen values with the defaults of the house."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

STRICT = {"strict": True, "extra": "forbid"}


class OutsideError(ValueError):
    """A number that a policy cannot mean; ``field`` is the key that has it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def _least(rules: object, **bounds: float) -> None:
    for name, least in bounds.items():
        value = getattr(rules, name)
        if value is not None and not value >= least:  # so ordered for NaN
            raise OutsideError(name, f"{value} is less than {least}")


def _share(rules: object, *names: str) -> None:
    for name in names:
        value = getattr(rules, name)
        if value is not None and not 0 <= value <= 1:
            raise OutsideError(name, f"{value} is no share between 0 and 1")


@dataclass(frozen=True)
class SecurityRules:
    """What the code may do.

    ``kind`` is ``pure`` (computes and nothing else) or ``activity`` (has the ``effects`` that are
    named, and no other). ``imports``, ``calls`` and ``attributes`` are allowed beside the
    built-in lists. ``tools`` are asked too, of an activity.
    """

    __pydantic_config__ = STRICT
    kind: Literal["pure", "activity"] = "pure"
    imports: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    tools: tuple[Literal["bandit", "detect-secrets"], ...] = ("bandit", "detect-secrets")


@dataclass(frozen=True)
class SyntaxRules:
    """How large and how tangled the text may be, and who looks for errors in it."""

    __pydantic_config__ = STRICT
    bytes: int = 200_000
    lines: int = 2_000
    function_lines: int = 300
    complexity: int = 50
    nesting: int = 8
    linter: Literal["ruff", "none"] = "ruff"

    def __post_init__(self) -> None:
        _least(self, bytes=1, lines=1, function_lines=1, complexity=1, nesting=1)


@dataclass(frozen=True)
class TypeRules:
    """Who checks the types."""

    __pydantic_config__ = STRICT
    checker: Literal["ty", "none"] = "ty"


@dataclass(frozen=True)
class ExecutionRules:
    """How often the function is called in the sandbox, and what each call may use."""

    __pydantic_config__ = STRICT
    inputs: int = 32
    wall_seconds: float = 2.0
    cpu_seconds: int = 2
    memory_mib: int = 512
    deterministic: bool = True

    def __post_init__(self) -> None:
        _least(self, inputs=0, wall_seconds=0.001, cpu_seconds=1, memory_mib=32)


@dataclass(frozen=True)
class FieldRules:
    """How one field of the result is compared, and how often it must be right."""

    __pydantic_config__ = STRICT
    tolerance: float | None = None
    threshold: float | None = None

    def __post_init__(self) -> None:
        _least(self, tolerance=0)
        _share(self, "threshold")


@dataclass(frozen=True)
class AccuracyRules:
    """The golden set, and what is accurate enough.

    Without a ``tolerance`` a value is right if it is the same value of the same type; with one,
    numbers are right within it. ``threshold`` is the least share of rows that are right, in each
    split; ``decides`` says whether the share counts or the lower end of its 95% interval.
    ``held_out`` is the share of rows held out where the rows do not say. ``judges`` are plug-ins
    whose opinions are shown and decide nothing.
    """

    __pydantic_config__ = STRICT
    golden: str | None = None
    tolerance: float | None = None
    threshold: float = 1.0
    decides: Literal["share", "lower-bound"] = "share"
    held_out: float = 0.3
    rows: int = 1
    fields: dict[str, FieldRules] = field(default_factory=dict)
    judges: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _least(self, tolerance=0, rows=1)
        _share(self, "threshold", "held_out")


@dataclass(frozen=True)
class Policy:
    """What one task must pass.

    With ``accept`` at ``tested`` a body may pass that is not proved; it is called so for ever.
    ``extra`` names plug-in gates, which are asked before the proof.
    """

    __pydantic_config__ = STRICT
    accept: Literal["proved", "tested"] = "proved"
    extra: tuple[str, ...] = ()
    security: SecurityRules = field(default_factory=SecurityRules)
    syntax: SyntaxRules = field(default_factory=SyntaxRules)
    types: TypeRules = field(default_factory=TypeRules)
    execution: ExecutionRules = field(default_factory=ExecutionRules)
    accuracy: AccuracyRules = field(default_factory=AccuracyRules)


@dataclass(frozen=True)
class Policies:
    """A policy file as it was read: the policy of each task that it names, and of all others."""

    path: Path | None = None
    default: Policy = field(default_factory=Policy)
    tasks: dict[str, Policy] = field(default_factory=dict)

    def of(self, name: str) -> Policy:
        """The policy of a task."""
        return self.tasks.get(name, self.default)

    def golden(self, name: str) -> Path | None:
        """The golden set of a task: named relative to the policy file."""
        named = self.of(name).accuracy.golden
        if named is None:
            return None
        return (self.path.parent if self.path else Path()) / named
