"""Verina, basic 64 (`insert`): some characters put into a line at a place."""

from icontract import ensure, require


@require(lambda oline, length: 0 <= length <= len(oline))
@require(lambda nl, p: 0 <= p <= len(nl))
@require(lambda length, at_pos: 0 <= at_pos <= length)
@ensure(
    lambda oline, length, nl, p, at_pos, result: (
        len(result) == length + p
        and all(result[i] == oline[i] for i in range(at_pos))
        and all(result[at_pos + i] == nl[i] for i in range(p))
        and all(result[i] == oline[i - p] for i in range(at_pos + p, length + p))
    )
)
def insert(oline: list[str], length: int, nl: list[str], p: int, at_pos: int) -> list[str]:
    """The first `length` characters of `oline`, with the first `p` of `nl` among them."""
    return oline[:at_pos] + nl[:p] + oline[at_pos:length]
