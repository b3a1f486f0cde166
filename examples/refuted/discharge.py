"""Bug: `and` binds tighter than `or`, so a patient with a fever goes home."""


def may_go_home(fever: bool, ward_round: bool, signed_out: bool) -> bool:
    """Whether a patient may leave: no fever, and seen by a doctor or signed out.

    post: not __return__ or not fever
    """
    return not fever and ward_round or signed_out
