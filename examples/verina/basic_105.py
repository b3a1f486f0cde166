"""Verina, basic 105 (`arrayProduct`): products, place by place."""

from icontract import ensure, require


@require(lambda a, b: len(a) == len(b))
@ensure(
    lambda a, b, result: (
        len(result) == len(a) and all(result[i] == a[i] * b[i] for i in range(len(a)))
    )
)
def array_product(a: list[int], b: list[int]) -> list[int]:
    """Each item of `a` times its partner in `b`."""
    out: list[int] = []
    for x, y in zip(a, b):
        out.append(x * y)
    return out
