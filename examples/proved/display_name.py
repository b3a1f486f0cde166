"""Platform work: `or` yields an operand, not a truth; an empty nickname counts as none."""


def display_name(nickname: str | None, full_name: str) -> str:
    """What is shown beside a comment, never empty.

    pre: len(full_name) > 0
    post: len(__return__) > 0
    post: __return__ == nickname or __return__ == full_name
    post: __return__ == full_name if nickname is None else True

    >>> display_name("", "Ada Lovelace")
    'Ada Lovelace'
    """
    return nickname or full_name
