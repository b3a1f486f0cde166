"""Banking: a transfer moves money and makes none. `transfer` is proved from `debit`'s contract."""

from icontract import ensure, require


@require(lambda amount: amount >= 0)
@ensure(lambda balance, amount, result: result is None if amount > balance else True)
@ensure(lambda balance, amount, result: result == balance - amount if amount <= balance else True)
def debit(balance: int, amount: int) -> int | None:
    """The balance after `amount` cents are taken, or None when there are too few."""
    if amount > balance:
        return None
    return balance - amount


@require(lambda amount: amount >= 0)
@require(lambda source, target: source >= 0 and target >= 0)
@ensure(lambda source, target, result: result[0] + result[1] == source + target)
@ensure(lambda result: result[0] >= 0 and result[1] >= 0)
@ensure(lambda source, amount, result: result[0] == source - amount if amount <= source else True)
def transfer(source: int, target: int, amount: int) -> tuple[int, int]:
    """Both balances afterwards; they stay as they were when the source holds too little."""
    left = debit(source, amount)
    if left is None:
        return source, target
    return left, target + amount
