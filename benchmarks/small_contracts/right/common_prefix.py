"""The longest text that both begin with."""

from icontract import ensure


@ensure(lambda s, t, result: s.startswith(result) and t.startswith(result))
@ensure(
    lambda s, t, result: (
        len(result) == len(s) or len(result) == len(t) or s[len(result)] != t[len(result)]
    )
)
def common_prefix(s: str, t: str) -> str:
    """The longest text that both begin with."""
    i = 0
    while i < len(s) and i < len(t) and s[i] == t[i]:
        i += 1
    return s[:i]
