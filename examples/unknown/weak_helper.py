"""The callee's contract says too little: callers see the contract, never the body behind it."""

from icontract import ensure, require


@require(lambda amount: amount >= 0)
@ensure(lambda amount, result: 0 <= result <= amount)
def fee(amount: int) -> int:
    """A fee; the contract does not say that it is one per cent."""
    return amount // 100


@require(lambda amount: amount >= 0)
@ensure(lambda amount, result: result >= 99 * amount // 100)
def after_fee(amount: int) -> int:
    """What is left. True of the code; it does not follow from what `fee` promises."""
    return amount - fee(amount)
