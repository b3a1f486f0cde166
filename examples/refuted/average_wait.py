"""Bug: nobody waits, and the average divides by zero."""

from icontract import ensure, require


@require(lambda minutes, patients: minutes >= 0 and patients >= 0)
@ensure(lambda result: result >= 0)
def average_wait(minutes: int, patients: int) -> int:
    """Whole minutes that a patient waits in the mean."""
    return minutes // patients
