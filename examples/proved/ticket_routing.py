"""Platform work: a finite domain. Every input there is can be tried, and is proved as well."""

from typing import Literal

from icontract import ensure

Severity = Literal["low", "high", "outage"]


@ensure(lambda severity, result: severity != "outage" or result == "pager")
@ensure(lambda severity, paying, result: severity != "high" or not paying or result == "pager")
@ensure(lambda severity, result: severity != "low" or result in ("queue", "forum"))
@ensure(lambda paying, result: not paying or result != "forum")
def route(severity: Severity, paying: bool) -> Literal["pager", "queue", "forum"]:
    """Where a ticket goes."""
    match severity:
        case "outage":
            return "pager"
        case "high":
            return "pager" if paying else "queue"
        case "low":
            return "queue" if paying else "forum"
