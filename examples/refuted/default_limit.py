"""Bug: a limit of 0 is a limit, but `or` takes it for none."""


def effective_limit(limit: int | None, default: int) -> int:
    """The customer's own limit, or the default where there is none.

    post: __return__ == default if limit is None else __return__ == limit
    """
    return limit or default
