"""The published JSON shapes of `lemmata bench`."""

from typing import Literal

from pydantic import Field

from lemmata.cli.proof_shapes import Shape


class ChanceShape(Shape):
    """The p of "nothing changes", and whether it is exact."""

    p: float = Field(ge=0, le=1)
    exact: bool


class CostShape(ChanceShape):
    """The mean change of cost a task, in the file's unit."""

    mean: float


class LookShape(Shape):
    """The interval after so many tasks."""

    tasks: int
    low: float
    high: float
    effect: float


class EffectShape(Shape):
    """What is known of a rule, or of two together; effects are differences of shares of passes."""

    rules: list[str]
    answer: Literal["better", "worse", "cannot tell"]
    effect: float
    interval: list[float] = Field(min_length=2, max_length=2)
    p_any_time: float
    these_tasks: ChanceShape | None
    paired: bool
    tasks: int
    left_out: int
    incomplete: list[str]
    smallest_effect: float | None
    tasks_needed: int | None
    cost: CostShape | None
    looks: list[LookShape]


class FlakyShape(Shape):
    """A task that passed and failed under one setting of the rules."""

    task: str
    on: list[str]
    passed: int
    runs: int


class TrialsShape(Shape):
    """One file of trials."""

    file: str
    trials: int
    tasks: int
    alpha: float
    effects: list[EffectShape]
    flaky: list[FlakyShape]
