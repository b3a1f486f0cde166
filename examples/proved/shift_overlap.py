"""Hospitals: two shifts collide or leave a gap; nested frozen dataclasses and patterns."""

from dataclasses import dataclass

from icontract import ensure, require


@dataclass(frozen=True)
class Span:
    """Minutes since midnight; `end` is not part of it."""

    start: int
    end: int


@dataclass(frozen=True)
class Shift:
    """A span of one nurse."""

    nurse: str
    span: Span


@require(lambda first: first.span.start < first.span.end)
@require(lambda second: second.span.start < second.span.end)
@ensure(lambda first, second, result: result == 0 or first.nurse == second.nurse)
@ensure(
    lambda first, second, result: (
        result == 0 or (first.span.start < second.span.end and second.span.start < first.span.end)
    )
)
@ensure(lambda first, result: 0 <= result <= first.span.end - first.span.start)
@ensure(lambda second, result: result <= second.span.end - second.span.start)
def double_booked_minutes(first: Shift, second: Shift) -> int:
    """For how many minutes one nurse is to be in two places."""
    match (first.span, second.span):
        case (Span(start=a, end=b), Span(start=c, end=d)) if first.nurse == second.nurse:
            return max(0, min(b, d) - max(a, c))
    return 0
