"""Platform work: a delay between retries that doubles, up to a limit."""

from icontract import ensure, require


@require(lambda attempt: 0 <= attempt)
@require(lambda base_ms: 1 <= base_ms <= 1000)
@ensure(lambda base_ms, result: base_ms <= result <= 60_000)
@ensure(lambda attempt, base_ms, result: attempt != 3 or result == min(base_ms * 2**3, 60_000))
def retry_delay(attempt: int, base_ms: int) -> int:
    """Milliseconds to wait before the next attempt."""
    if attempt > 3:
        factor = 2**6
    elif attempt == 3:
        factor = 2**3
    else:
        factor = attempt + 1
    assert factor >= 1
    return min(base_ms * factor, 60_000)
