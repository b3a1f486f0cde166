"""The locale and the time zone of a forked process, set before its walls stand."""

from __future__ import annotations

import _locale
import os
import time

ZONES = "/usr/share/zoneinfo/"


class SurroundingsError(Exception):
    """A locale or a time zone that this machine does not have."""

    status = b"L"


def surround(wanted: tuple[str, str] | None) -> None:
    """Set the locale of every category and the time zone; nothing where none is wanted.

    Raises:
        SurroundingsError: this machine has no such locale or time zone.
    """
    if wanted is None:
        return
    locale, zone = wanted
    try:
        _locale.setlocale(_locale.LC_ALL, locale)
    except _locale.Error as error:  # type: ignore[attr-defined]
        raise SurroundingsError(f"no locale {locale!r} on this machine") from error
    # A zone that the C library cannot read silently means UTC.
    if not any(sign.isdigit() for sign in zone) and not is_file(ZONES + zone):
        raise SurroundingsError(f"no time zone {zone!r} on this machine")
    os.environ["TZ"] = zone
    time.tzset()


def is_file(path: str) -> bool:
    """Whether a file stands there, under its own name."""
    return ".." not in path and os.path.isfile(path)  # noqa: PTH113 - pathlib takes long to load
