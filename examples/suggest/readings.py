"""Loops without contracts, as they are found."""


def highest(readings: list[int]) -> int:
    """The highest reading."""
    best = readings[0]
    for reading in readings:
        if reading > best:
            best = reading
    return best


def place_of(readings: list[int], wanted: int) -> int:
    """Where it was read first."""
    for place, reading in enumerate(readings):
        if reading == wanted:
            return place
    return -1
