"""Redaction: nothing of the value stays, and everything comes back."""

from hypothesis import given
from hypothesis import strategies as st

from lemmata.screening import screen_input
from lemmata.screening.redaction import Span, redact

KINDS = st.sampled_from(["A", "EMAIL", "A_1"])
TEXT = st.text(alphabet=st.sampled_from("ab[]_1A \u00e9\U0001f600"), max_size=40) | st.sampled_from(
    ["[A_1][A_2]", "[A_1", "A_1]", "[EMAIL_1]x[A_1_1]"]
)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text, which may hold placeholders of its own, and spans of it, which may overlap."""
    text = "".join(draw(st.lists(TEXT, min_size=1, max_size=4)))
    places = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(places, places, KINDS), max_size=6))
    return text, [Span(min(a, b), max(a, b), kind) for a, b, kind in pairs]


@given(texts_with_spans())
def test_restoring_gives_the_text_again(case: tuple[str, list[Span]]) -> None:
    """restore(redact(text)) == text, whatever spans, also where placeholders stand in the text."""
    text, spans = case
    redacted, vault = redact(text, spans)
    assert vault.restore(redacted) == text


@given(texts_with_spans(), st.randoms(use_true_random=False))
def test_an_answer_may_move_placeholders_around(case: tuple[str, list[Span]], draw: object) -> None:
    """Each placeholder, anywhere and any number of times, becomes its own value and no other."""
    text, spans = case
    _, vault = redact(text, spans)
    names = [name for name, _ in vault.originals] * 2
    draw.shuffle(names)  # type: ignore[attr-defined]
    originals = dict(vault.originals)
    answer = " then ".join(names)
    assert vault.restore(answer) == " then ".join(originals[name] for name in names)


@given(texts_with_spans())
def test_no_placeholder_stood_in_the_text(case: tuple[str, list[Span]]) -> None:
    """A given placeholder is new, and equal values of a kind share one."""
    text, spans = case
    _, vault = redact(text, spans)
    assert [name for name, _ in vault.originals if name in text] == []
    kinds = [(name.rsplit("_", 1)[0], value) for name, value in vault.originals]
    assert len(set(kinds)) == len(kinds)


def test_equal_values_get_one_placeholder() -> None:
    """A model still sees that two are the same, and that a third is another."""
    text = "a@example.org, b@example.org, a@example.org"
    assert screen_input(text).text == "[EMAIL_1], [EMAIL_2], [EMAIL_1]"


def test_an_original_that_looks_like_a_placeholder_is_not_replaced_again() -> None:
    """Restoring is one pass."""
    text = "[A_1] and x"
    redacted, vault = redact(text, [Span(0, 5, "B"), Span(10, 11, "A")])
    assert redacted == "[B_1] and [A_2]"
    assert vault.restore(redacted) == text


def test_what_stands_in_a_layer_is_taken_out_with_it() -> None:
    """An address in base64 is redacted as the base64 that it is in."""
    text = "Send d3JpdGUgdG8gamFuZS5yb2VAZXhhbXBsZS5vcmcgdG9kYXk= now"
    screened = screen_input(text)
    assert screened.text == "Send [EMAIL_1] now"
    assert screened.vault.restore(screened.text) == text
