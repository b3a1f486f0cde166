"""Verina, advanced 8 (`canCompleteCircuit`): where to start a round of gas stations, or -1.

The words promise at most one such station; here it is the first, and nothing is promised.
"""

from icontract import ensure, require


def gained(gas: list[int], cost: list[int], start: int, k: int) -> int:
    """What is in the tank after `k` stations."""
    return sum(gas[(start + j) % len(gas)] - cost[(start + j) % len(gas)] for j in range(k))


@require(lambda gas, cost: len(gas) > 0 and len(gas) == len(cost))
@require(lambda gas, start: 0 <= start < len(gas))
@ensure(
    lambda gas, cost, start, result: (
        result == all(gained(gas, cost, start, k + 1) >= 0 for k in range(len(gas)))
    )
)
def comes_around(gas: list[int], cost: list[int], start: int) -> bool:
    """Whether the tank is never below empty on the round from `start`."""
    tank = 0
    for j in range(len(gas)):
        tank += gas[(start + j) % len(gas)] - cost[(start + j) % len(gas)]
        if tank < 0:
            return False
    return True


@require(lambda gas, cost: len(gas) > 0 and len(gas) == len(cost))
@ensure(lambda gas, result: -1 <= result < len(gas))
@ensure(
    lambda gas, cost, result: (
        result < 0
        or result >= len(gas)
        or all(gained(gas, cost, result, k + 1) >= 0 for k in range(len(gas)))
    )
)
@ensure(
    lambda gas, cost, result: all(
        any(gained(gas, cost, s, k + 1) < 0 for k in range(len(gas)))
        for s in range(result if result >= 0 else len(gas))
    )
)
def can_complete_circuit(gas: list[int], cost: list[int]) -> int:
    """The first station from which the round succeeds; -1 when there is none."""
    for s in range(len(gas)):
        if comes_around(gas, cost, s):
            return s
    return -1
