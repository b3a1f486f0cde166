"""Code without contracts, as it is found."""


def boxes(items: int, per_box: int) -> int:
    """How many boxes are needed."""
    full = items // per_box
    return full if items % per_box == 0 else full + 1


def discount(cents: int, is_member: bool) -> int:
    """What is taken off."""
    if cents < 2_000:
        return 0
    return cents // 10 if is_member else cents // 20


def label(city: str, is_express: bool) -> str:
    """What is printed on the parcel."""
    prefix = "EXPRESS " if is_express else ""
    return prefix + city


def first_free(taken: int, limit: int) -> int | None:
    """The next number, if one is left."""
    if taken < 0 or taken >= limit:
        return None
    return taken + 1
