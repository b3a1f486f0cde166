"""Bug: a state is missing from the `match`, which then falls through and returns None."""

from typing import Literal


def next_light(light: Literal["red", "green", "amber"]) -> Literal["red", "green", "amber"]:
    """The light after this one.

    post: __return__ != light
    """
    match light:
        case "red":
            return "green"
        case "green":
            return "amber"
