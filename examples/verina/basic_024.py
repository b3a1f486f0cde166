"""Verina, basic 24 (`firstEvenOddDifference`): the first even item less the first odd one."""

from icontract import ensure, require


@require(lambda a, rest: any(x % 2 == rest for x in a))
@ensure(lambda a, rest, result: 0 <= result < len(a) and a[result] % 2 == rest)
@ensure(lambda a, rest, result: result <= len(a) and all(a[k] % 2 != rest for k in range(result)))
def first_with_rest(a: list[int], rest: int) -> int:
    """The place of the first item that leaves `rest` when halved."""
    for i in range(len(a)):
        if a[i] % 2 == rest:
            return i
    return 0


@require(lambda a: any(x % 2 == 0 for x in a))
@require(lambda a: any(x % 2 == 1 for x in a))
@ensure(
    lambda a, result: any(
        a[i] % 2 == 0
        and a[j] % 2 == 1
        and result == a[i] - a[j]
        and all(a[k] % 2 != 0 for k in range(i))
        and all(a[k] % 2 != 1 for k in range(j))
        for i in range(len(a))
        for j in range(len(a))
    )
)
def first_even_odd_difference(a: list[int]) -> int:
    """The first even item less the first odd item."""
    return a[first_with_rest(a, 0)] - a[first_with_rest(a, 1)]
