"""Which rules can influence which, by the fields that they read and write."""

from collections.abc import Sequence

from lemmata.rules.composing import Interface


def groups(fields: Sequence[frozenset[str]]) -> list[tuple[int, ...]]:
    """The positions that reach each other by shared fields, each group in order."""
    made: list[tuple[frozenset[str], tuple[int, ...]]] = []
    for position, names in enumerate(fields):
        inside = [group for group in made if group[0] & names]
        made = [group for group in made if not group[0] & names]
        merged = names.union(*(known for known, _ in inside))
        members = sorted((position, *(one for _, group in inside for one in group)))
        made.append((merged, tuple(members)))
    return sorted(members for _, members in made)


def writers(faces: Sequence[Interface], fields: frozenset[str]) -> tuple[int, ...]:
    """The rules that write one of the fields, in order."""
    return tuple(i for i, face in enumerate(faces) if face.writes & fields)


def causes(faces: Sequence[Interface], field: str) -> frozenset[str]:
    """The fields that what is written to this one depends on."""
    return frozenset[str]().union(*(face.causes.get(field, ()) for face in faces))


def closure(
    faces: Sequence[Interface], fields: frozenset[str], least_writers: int
) -> frozenset[str]:
    """The fields, and those below them that so many rules write.

    With one writer or more nothing is left that could change from outside. With two or more a
    field that is left has settled to one value, which every rule sees within a turn.
    """
    found = set(fields)
    pending = list(fields)
    while pending:
        for cause in causes(faces, pending.pop()):
            if cause not in found and len(writers(faces, frozenset({cause}))) >= least_writers:
                found.add(cause)
                pending.append(cause)
    return frozenset(found)


def circles(faces: Sequence[Interface]) -> list[frozenset[str]]:
    """The sets of fields that feed back into each other, or one into itself.

    Only there can a pipeline that runs on its own result go round for ever: any other field
    settles once all that it depends on have settled.
    """
    written = frozenset[str]().union(*(face.writes for face in faces))
    reach = {field: _reachable(faces, field) & written for field in sorted(written)}
    found = {
        frozenset(other for other in below if field in reach[other])
        for field, below in reach.items()
        if field in below
    }
    return sorted(found, key=sorted)


def _reachable(faces: Sequence[Interface], field: str) -> frozenset[str]:
    seen: set[str] = set()
    pending = [*causes(faces, field)]
    while pending:
        one = pending.pop()
        if one not in seen:
            seen.add(one)
            pending.extend(causes(faces, one))
    return frozenset(seen)
