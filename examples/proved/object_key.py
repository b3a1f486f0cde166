"""Platform work: the key of an object in a bucket, never with a double or a leading slash."""


def object_key(folder: str, name: str) -> str:
    """Folder and name joined by exactly one slash.

    pre: not folder.startswith("/")
    pre: not folder.endswith("//")
    pre: name != "" and "/" not in name
    post: __return__.endswith(name)
    post: __return__.startswith(folder)
    post: not __return__.startswith("/")
    post: __return__ == name if folder == "" else True
    post: len(__return__) <= len(folder) + 1 + len(name)

    >>> object_key("reports/2026", "june.csv")
    'reports/2026/june.csv'
    """
    if not folder:
        return name
    if folder.endswith("/"):
        return folder + name
    return folder + "/" + name
