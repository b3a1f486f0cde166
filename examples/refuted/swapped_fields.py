"""Bug: two fields of the same type change places; the types see nothing."""

from dataclasses import dataclass

from icontract import ensure, require


@dataclass(frozen=True)
class Window:
    """Opening hours in minutes since midnight."""

    opens: int
    closes: int


@require(lambda window: 0 <= window.opens <= window.closes)
@require(lambda minutes: minutes >= 0)
@ensure(lambda result: result.opens <= result.closes)
@ensure(lambda window, minutes, result: result.closes == window.closes + minutes)
def later_closing(window: Window, minutes: int) -> Window:
    """The same opening, a later closing."""
    return Window(window.closes + minutes, window.opens)
