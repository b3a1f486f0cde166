"""Check digits: numbers published as examples pass, and any single wrong digit is seen."""

from collections.abc import Callable

import pytest

from lemmata.screening import checksums, screen_input

VALID: list[tuple[Callable[[str], bool], str]] = [
    (checksums.luhn, "79927398713"),
    (checksums.card, "4111111111111111"),
    (checksums.card, "5500005555555559"),
    (checksums.card, "371449635398431"),
    (checksums.card, "6011111111111117"),
    (checksums.iban, "DE89370400440532013000"),
    (checksums.iban, "GB82WEST12345698765432"),
    (checksums.iban, "FR1420041010050500013M02606"),
    (checksums.aba, "021000021"),
    (checksums.vin, "1M8GDM9AXKP042788"),
    (checksums.steuer_id, "86095742719"),
    (checksums.steuer_id, "47036892816"),
    (checksums.nir, "255081416802538"),
    (checksums.nir, "269054958815780"),
    (checksums.dni, "12345678Z"),
    (checksums.dni, "X1234567L"),
    (checksums.codice_fiscale, "RSSMRA85T10A562S"),
    (checksums.bsn, "111222333"),
    (checksums.pesel, "44051401359"),
    (checksums.personnummer, "8112189876"),
    (checksums.cpf, "52998224725"),
    (checksums.aadhaar, "234123412346"),
]


@pytest.mark.parametrize(
    ("check", "number"), VALID, ids=lambda known: getattr(known, "__name__", known)
)
def test_one_wrong_digit_is_seen(check: Callable[[str], bool], number: str) -> None:
    """The number passes; with any one digit changed it does not."""
    assert check(number)
    passing = []
    for place, digit in enumerate(number):
        for other in "0123456789" if digit.isdigit() else "":
            changed = f"{number[:place]}{other}{number[place + 1 :]}"
            if other != digit and check(changed):
                passing.append(changed)
    assert passing == []


@pytest.mark.parametrize(
    "digits", ["000121234", "666121234", "900121234", "123001234", "123120000"]
)
def test_numbers_that_are_not_given_are_none(digits: str) -> None:
    """Areas, groups and serials that the administration never gives are refused."""
    assert not checksums.ssn(digits)
    assert checksums.ssn("123121234")


@pytest.mark.parametrize(
    "number", ["0000000000000000", "1111111111111117", "41111111111111", "9999"]
)
def test_no_issuer_gives_such_a_card(number: str) -> None:
    """First digits, length and variety count beside Luhn."""
    assert not checksums.card(number)


@pytest.mark.parametrize(
    ("text", "value", "rule"),
    [
        ("to DE89370400440532013000 for wire transfer", "DE89370400440532013000", "pii-iban"),
        ("an GB82 WEST 1234 5698 7654 32.", "GB82 WEST 1234 5698 7654 32", "pii-iban"),
        ("card 4111-1111-1111-1111, exp 12/25", "4111-1111-1111-1111", "pii-card"),
        ("mail o'neil+x@mail.example.co.uk.", "o'neil+x@mail.example.co.uk", "pii-email"),
        ("‘ｊａｎｅ@example.org’", "ｊａｎｅ@example.org", "pii-email"),
        ("jane\u200b.roe@example.org", "jane\u200b.roe@example.org", "pii-email"),
        ("card ４１１１ 1111 1111 1111!", "４１１１ 1111 1111 1111", "pii-card"),
        ("tel. +49 (0)30 901820-11", "+49 (0)30 901820-11", "pii-phone"),
        ("from ::ffff:203.0.113.7?", "203.0.113.7", "pii-ip-address"),
        ("born 1985-03-15, Hull", "1985-03-15", "pii-birth-date"),
        ("at 7 Elm Road, Leeds, OR 97403!", "7 Elm Road, Leeds, OR 97403", "pii-address"),
        ("NIE X1234567L", "X1234567L", "pii-es-dni"),
    ],
)  # fmt: skip
def test_the_span_is_the_value(text: str, value: str, rule: str) -> None:
    """What is taken out is the value, no more and no less, however it is disguised."""
    spans = [(s.rule, text[s.start : s.end]) for s in screen_input(text).sightings]
    assert (rule, value) in spans


@pytest.mark.parametrize(
    "text",
    [
        "Order 4111111111111112 has shipped.",
        "Version 10.2.1.7, build 1.2.3.4",
        "std::vector<int> at 12:30:45",
        "In 2024 we sold 1234567890 parts for 12.50 each, see 3.14159265358979",
        "The function f(x) = x * 100.000.000 - 42",
        "commit a3f2b8c9d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9",
        "Call back in 10 minutes, or at 10-12-2024 10:30",
        "uuid 123e4567-e89b-12d3-a456-426614174000",
        "token = os.environ['API_TOKEN']; password = getpass()",
        "password: <your password here>",
        "The secret of the old house in the forest",
        "isbn 978-3-16-148410-0",
    ],
)
def test_ordinary_numbers_are_nobodys(text: str) -> None:
    """Orders, versions, times, hashes and placeholders are no personal data and no secrets."""
    assert screen_input(text).sightings == ()
