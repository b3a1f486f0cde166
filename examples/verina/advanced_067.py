"""Verina, advanced 67 (`runLengthEncode`): a text as runs of one character with their lengths."""

from icontract import ensure


def decoded(runs: list[tuple[str, int]], n: int) -> str:
    """The text that the first `n` runs stand for; none when there are fewer."""
    if not 0 < n <= len(runs):
        return ""
    return decoded(runs, n - 1) + runs[n - 1][0] * runs[n - 1][1]


@ensure(lambda s, result: decoded(result, len(result)) == s)
@ensure(lambda result: all(len(run[0]) == 1 and run[1] >= 1 for run in result))
@ensure(lambda result: all(result[i][0] != result[i + 1][0] for i in range(len(result) - 1)))
def run_length_encode(s: str) -> list[tuple[str, int]]:
    """The runs of `s`, as long as they can be."""
    out: list[tuple[str, int]] = []
    for i in range(len(s)):
        if len(out) > 0 and out[-1][0] == s[i]:
            out[-1] = (s[i], out[-1][1] + 1)
        else:
            out.append((s[i], 1))
    return out
