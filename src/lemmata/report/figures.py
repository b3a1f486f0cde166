"""Figures as a reader likes them."""


def seconds(value: float | None) -> str:
    """Seconds in a unit that fits; a dash where nobody measured."""
    if value is None:
        return "–"
    if value <= 0:
        return "0 s"
    if value < 0.001:
        return f"{value * 1e6:.0f} µs"
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 120 else f"{value / 60:.1f} min"


def money(value: float) -> str:
    """US dollars, with as many digits as a small bill needs."""
    if value == 0:
        return "$0"
    return f"${value:.4f}" if value < 1 else f"${value:,.2f}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
