"""The longest text that both begin with: it does not stop at the first difference."""

from icontract import ensure


@ensure(lambda s, t, result: s.startswith(result) and t.startswith(result))
@ensure(
    lambda s, t, result: (
        len(result) == len(s) or len(result) == len(t) or s[len(result)] != t[len(result)]
    )
)
def common_prefix(s: str, t: str) -> str:
    """The longest text that both begin with."""
    found = ""
    for i in range(min(len(s), len(t))):
        if s[i] == t[i]:
            found += s[i]
    return found
