"""A report is one sound HTML file that nothing in it can turn into another."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from lemmata.report import page
from lemmata.report.markup import MOST_TEXT, element, is_odd, plain, text
from tests.report.samples import sample

VOID = {"br", "hr", "meta"}
WORDS = {"b", "span"}
"""Elements that show a text's own words, colours and odd characters."""
HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"' onload='x' "
    "\u202ereversed\u202c \u2066\U000e0041 \x00\x1b[31m \ud800 ]]> --> &lt; </code></pre></style> "
    "https://example.com/x javascript:alert(1) \u05d0\u05d1"
)


class Outline(HTMLParser):
    """Elements in order, with the stack that shows whether each one is closed in its place."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.titles: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(document)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins; none has an attribute twice."""
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends: the one that began last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text inside."""
        self.texts.append(data)
        if self._open and self._open[-1] in ("h1", "h2", "h3", "caption"):
            self.titles.append((self._open[-1], data))

    def values(self, name: str) -> list[str]:
        """An attribute's values, in order."""
        return [str(known[name]) for _, known in self.tags if name in known]


@pytest.fixture(scope="module")
def outline() -> Outline:
    """The sample's page."""
    return Outline(page(sample()))


def test_the_outline_of_a_page(outline: Outline) -> None:
    """What a page says, and in which order, is a decision."""
    heads = [said for tag, said in outline.titles if tag == "h3"]
    assert heads[:10] == [
        "What was asked",
        "Review of the contract",
        "The descent",
        "Attempts",
        "Counterexamples",
        "Proof",
        "Certificate",
        "Gates",
        "Ledger",
        "What was asked",
    ]
    assert "No body exists" in heads
    assert ("h1", "1 function proved, 1 refuted, 1 unknown") in outline.titles
    names = [said for tag, said in outline.titles if tag == "h2"]
    assert names == ["after", "other", "never"]


def test_nothing_comes_from_outside(outline: Outline) -> None:
    """No script, no style attribute, no handler, and no address but of a place in the page."""
    tags = {tag for tag, _ in outline.tags}
    assert tags & {"script", "img", "link", "iframe", "object", "embed", "form", "base"} == set()
    names = {name for _, known in outline.tags for name in known}
    assert not [name for name in names if name.startswith("on") or name in ("src", "style")]
    assert all(value.startswith("#") for value in outline.values("href"))
    document = page(sample())
    assert "url(" not in document
    assert re.findall(r"@import|[a-z]+://", document) == []


def test_the_policy_allows_the_style_alone() -> None:
    """The meta tag forbids all sources, and names the style of the page by its digest."""
    document = page(sample())
    found = re.search(r'content="(default-src[^"]*)"', document)
    style = re.search(r"<style>(.*?)</style>", document, re.DOTALL)
    assert found is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (
        found[1]
        .replace("&#x27;", "'")
        .startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    )
    assert document.index("Content-Security-Policy") < document.index("<title>")


def test_links_lead_somewhere_and_places_are_one(outline: Outline) -> None:
    """Every link's place is in the page, once; tables have captions and head cells."""
    places = outline.values("id")
    assert len(places) == len({*places})
    assert {value[1:] for value in outline.values("href")} <= {*places}
    tags = [tag for tag, _ in outline.tags]
    assert tags.count("table") == tags.count("caption") > 10
    assert all("scope" in known for tag, known in outline.tags if tag == "th")
    assert all(
        known.get("aria-label") or known.get("aria-hidden")
        for tag, known in outline.tags
        if tag == "svg"
    )


def shape_of(document: str) -> list[str]:
    """The elements of a page without those that show a text's own words."""
    return [tag for tag, _ in Outline(document).tags if tag not in WORDS]


def test_texts_never_become_markup() -> None:
    """With every text hostile, the page has the same elements, and the texts are shown."""
    hostile = page(sample(lambda given: f"{given} {HOSTILE}"))
    assert shape_of(hostile) == shape_of(page(sample(lambda given: f"{given} plain")))
    assert "<script" not in hostile
    names = {name for _, known in Outline(hostile).tags for name in known}
    assert not [name for name in names if name.startswith("on") or name in ("src", "style")]
    assert not [c for c in hostile if is_odd(c)]
    hostile.encode()
    assert "\u05d0" in hostile


def test_huge_texts_are_cut_and_it_is_said() -> None:
    """A page stays small whatever the texts are, and counts what it leaves out."""
    huge = page(sample(lambda given: given + "\n".join(["x" * 50_000] * 20)))
    assert len(huge) < 3_000_000
    assert "cut here: " in huge
    assert text("y" * (MOST_TEXT + 1_234)).endswith("cut here: 1,234 more characters</span>")


def test_many_attempts_and_lines_are_cut_and_it_is_said() -> None:
    """Of very many attempts the first and the last are shown, of long bodies the first lines."""
    results = sample()
    first = results["results"][0]["history"][0]
    many = [
        {**first, "number": n, "body": "pass\n" * (3 if n < 150 else 500)} for n in range(1, 151)
    ]
    results["results"][0]["history"] = many  # type: ignore[typeddict-item]
    document = page(results)
    assert "cut here: 50 attempts not shown" in document
    assert "cut here: 300 more lines" in document
    Outline(document)


def test_a_page_is_full_at_some_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions after the one that fills the page are counted, and not shown."""
    monkeypatch.setattr("lemmata.report.pages.MOST_SIZE", 1_000)
    document = page(sample())
    assert "cut here: 2 more functions" in document
    assert [said for tag, said in Outline(document).titles if tag == "h2"] == ["after"]


@pytest.mark.parametrize(
    "character", ["\u202e", "\u200b", "\ufeff", "\x07", "\U000e0041", "\ufe0f"]
)
def test_odd_characters_are_shown_by_number(character: str) -> None:
    """What nobody sees, or what turns the line around, stands there as its number."""
    name = f"U+{ord(character):04X}"
    assert text(f"a{character}b") == f'a<span class="odd">{name}</span>b'
    assert plain(f"a{character}b") == f"a<{name}>b"


def test_elements_are_written_as_html() -> None:
    """Void elements have no end; True is a bare attribute, None and False are none."""
    assert element("br") == "<br>"
    assert element("details", "a<b", open=True, id=None, class_="x") == (
        '<details open class="x">a&lt;b</details>'
    )
