"""Banking: parts of an account number, by slices with constant bounds."""

from icontract import ensure, require


@require(lambda number: len(number) == 22)
@require(lambda number: number.startswith("DE"))
@ensure(lambda result: len(result[0]) == 8 and len(result[1]) == 10)
@ensure(lambda number, result: number.endswith(result[0] + result[1]))
def german_parts(number: str) -> tuple[str, str]:
    """The bank's code and the account of a German IBAN."""
    return number[4:12], number[-10:]


@ensure(lambda number, result: len(result) == len(number))
@ensure(lambda number, result: len(number) < 4 or result.endswith(number[-4:]))
@ensure(lambda number, result: len(number) != 16 or result.startswith("************"))
def masked(number: str) -> str:
    """A card number of which only the last four digits are shown."""
    if len(number) == 16:
        return "************" + number[-4:]
    return number
