"""Parcels, before the clean-up: what `lemmata diff` compares with the file after it."""

from icontract import ensure, require


@require(lambda grams: 0 < grams)
@ensure(lambda result: result >= 0)
def postage(grams: int) -> int:
    """Cents for a letter."""
    if grams <= 20:
        return 85
    if grams <= 50:
        return 100
    if grams <= 500:
        return 160
    return 275


@require(lambda items: items >= 0)
@ensure(lambda result: result >= 0)
def boxes(items: int, per_box: int) -> int:
    """Boxes that the items need."""
    if items % per_box == 0:
        return abs(items // per_box)
    return abs(items // per_box + 1)


def label(city: str, is_express: bool) -> str:
    """The text on the parcel."""
    if is_express:
        return "EXPRESS " + city
    return city


def insured(cents: int) -> bool:
    """Whether the value is covered."""
    return 0 < cents and cents <= 50000


def volume(width: int, height: int) -> int:
    """Of a flat parcel."""
    return width * height
