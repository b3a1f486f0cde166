"""Verina, basic 56 (`copy`): a stretch of one list written over a stretch of another."""

from icontract import ensure, require


@require(lambda s_start, d_start, length: s_start >= 0 and d_start >= 0 and length >= 0)
@require(lambda src, s_start, length: s_start + length <= len(src))
@require(lambda dest, d_start, length: d_start + length <= len(dest))
@ensure(
    lambda dest, d_start, length, result: (
        len(result) == len(dest)
        and all(result[i] == dest[i] for i in range(d_start))
        and all(result[i] == dest[i] for i in range(d_start + length, len(dest)))
    )
)
@ensure(
    lambda src, s_start, dest, d_start, length, result: (
        len(result) == len(dest)
        and all(result[d_start + i] == src[s_start + i] for i in range(length))
    )
)
def copy(src: list[int], s_start: int, dest: list[int], d_start: int, length: int) -> list[int]:
    """`dest` with `length` items from `src` in their place."""
    return dest[:d_start] + src[s_start : s_start + length] + dest[d_start + length :]
