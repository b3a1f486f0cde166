"""Verina, basic 45 (`findProduct`): the product of the first even and the first odd item."""

from icontract import ensure, require


@require(lambda lst, rest: any(x % 2 == rest for x in lst))
@ensure(lambda lst, rest, result: 0 <= result < len(lst) and lst[result] % 2 == rest)
@ensure(
    lambda lst, rest, result: result <= len(lst) and all(lst[k] % 2 != rest for k in range(result))
)
def first_with_rest(lst: list[int], rest: int) -> int:
    """The place of the first item that leaves `rest` when halved."""
    i = 0
    while lst[i] % 2 != rest:
        i += 1
    return i


@require(lambda lst: any(x % 2 == 0 for x in lst))
@require(lambda lst: any(x % 2 == 1 for x in lst))
@ensure(
    lambda lst, result: any(
        lst[i] % 2 == 0
        and lst[j] % 2 == 1
        and result == lst[i] * lst[j]
        and all(lst[k] % 2 != 0 for k in range(i))
        and all(lst[k] % 2 != 1 for k in range(j))
        for i in range(len(lst))
        for j in range(len(lst))
    )
)
def find_product(lst: list[int]) -> int:
    """The first even item times the first odd item."""
    return lst[first_with_rest(lst, 0)] * lst[first_with_rest(lst, 1)]
