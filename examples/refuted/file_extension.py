"""Bug: a negative slice of a short name is the whole name, which then counts as its ending."""


def without_extension(name: str) -> str:
    """The name before ".csv".

    pre: name.endswith(".csv") or name == "csv"
    post: __return__ + ".csv" == name or len(__return__) == len(name)

    >>> without_extension("june.csv")
    'june'
    """
    return name[:-4]
