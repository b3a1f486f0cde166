"""Parcels, after the clean-up."""

from icontract import ensure, require


@require(lambda grams: 0 < grams)
@ensure(lambda result: result >= 0)
def postage(grams: int) -> int:
    """Cents for a letter."""
    return 85 if grams <= 20 else 100 if grams <= 50 else 160 if grams <= 500 else 275


@require(lambda items: items >= 0)
@ensure(lambda result: result >= 0)
def boxes(items: int, per_box: int) -> int:
    """Boxes that the items need."""
    return abs(-(-items // per_box))


def label(city: str, is_express: bool) -> str:
    """The text on the parcel."""
    prefix = "EXPRESS " if is_express else ""
    return prefix + city


def insured(cents: int) -> bool:
    """Whether the value is covered."""
    return 0 < cents < 50000


def volume(width: int, height: int, depth: int) -> int:
    """Of any parcel."""
    return width * height * depth
