"""Personal data by form, label and check digit. Names are left to detectors: no form tells them."""

import re
from collections.abc import Callable
from typing import TypedDict, Unpack

from lemmata.screening import checksums
from lemmata.screening.patterns import Pattern, anything, bare
from lemmata.screening.rules import Family, Rule

_CHECKED = "its check digits are right, so it is no accident of digits"
_LABELLED = "the words before it say what it is"


class _Found(TypedDict, total=False):
    """What a pattern has beside its form; see `Pattern`."""

    check: Callable[[str], bool]
    label: str
    unless: str
    needs: str
    cut: Callable[[str], str]
    normal: Callable[[str], str]


def _pattern(
    name: str, title: str, why: str, examples: tuple[str, str], form: str, **found: Unpack[_Found]
) -> Pattern:
    label, unless = found.get("label"), found.get("unless")
    return Pattern(
        Rule(f"pii-{name}", Family.PERSONAL, title, why, *examples),
        name.upper().replace("-", "_"),
        re.compile(form),
        found.get("check", anything),
        re.compile(label, re.IGNORECASE) if label else None,
        re.compile(unless, re.IGNORECASE) if unless else None,
        found.get("needs", ""),
        found.get("cut", str),
        found.get("normal", bare),
    )


def _has_digit(text: str) -> bool:
    return any(one.isdigit() for one in text)


def _of_length(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: low <= sum(one.isdigit() for one in text) <= high


def _octets(text: str) -> bool:
    return all(int(one) < 256 for one in text.split("."))


def _iban_part(text: str) -> str:
    """As many letters and digits as the country's account number has, spaces between allowed."""
    wanted = checksums.iban_length(text[:2].upper())
    count = 0
    for place, one in enumerate(text):
        count += one.isalnum()
        if count == wanted:
            return text[: place + 1]
    return ""


def _is_ipv6(text: str) -> bool:
    groups = text.split(":")
    filled = [one for one in groups if one]
    if text.count("::") > 1 or ":::" in text or len(filled) < 2:
        return False
    return len(groups) == 8 if "::" not in text else len(groups) <= 8


_STREET = (
    r"(?>Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|"
    r"Square|Sq|Terrace|Crescent|Close|Highway|Hwy|Parkway|Pkwy)"
)
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}\.? [A-Z][a-z]{2,9} (?:19|20)\d{2}|[A-Z][a-z]{2,9} \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2})"
)

CONTACTS = (
    _pattern(
        "email", "an e-mail address", "it reaches one person",
        ("Write to jane.roe@example.org today.", "Write to @example today."),
        r"(?<![\w.+%-])\w[\w.%+'-]{0,63}+@(?:[^\W_][\w-]{0,62}+\.){1,6}[^\W\d_]{2,24}+(?![\w-])",
        needs="@",
    ),
    _pattern(
        "iban", "a bank account number (IBAN)", _CHECKED,
        ("Pay to DE89 3704 0044 0532 0130 00 by noon.", "Pay to DE88 3704 0044 0532 0130 00 by noon."),
        r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?+[A-Za-z0-9]){11,30}(?![A-Za-z0-9])",
        check=checksums.iban, cut=_iban_part,
    ),
    _pattern(
        "card", "a payment card number", _CHECKED,
        ("Charge 4111 1111 1111 1111 now.", "Charge order 4111 1111 1111 1112 now."),
        r"(?<![\w.-])\d(?:[ -]?+\d){12,18}(?!\w)", check=checksums.card,
    ),
    _pattern(
        "card-labelled", "what is called a card number, with wrong check digits",
        "a mistyped number still names its card",
        ("My card 4532-1234-5678-9012 expired.", "My parcel 4532-1234-5678-9012 arrived."),
        r"(?<![\w.-])\d{4}(?:[ -]?+\d){8,15}(?!\w)", check=_of_length(13, 19),
        label=r"\b(?:card|visa|mastercard|amex|credit|debit)\b",
    ),
    _pattern(
        "ssn", "a US social security number", "area, group and serial are ones that are given",
        ("Her number is 123-45-6789.", "Her number is 000-45-6789."),
        r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])", check=checksums.ssn,
    ),
    _pattern(
        "ssn-labelled", "what is called a social security number",
        "one that is mistyped or made up still is meant for a person",
        ("SSN 987-65-4321 is on file.", "Part 987-65-4321 is on file."),
        r"(?<![\w-])\d{3}[ -]?\d{2}[ -]?\d{4}(?![\w-])",
        label=r"\b(?:ssn|social security|itin|tax ?id)\b",
    ),
    _pattern(
        "phone", "a telephone number", "it reaches one person",
        ("Call +44 20 7946 0958 today.", "Add +44 to the total."),
        r"(?<![\w.+])\+\d{1,3}(?:[ .()/-]{0,2}+\d){6,13}(?!\w)", check=_of_length(8, 15), needs="+",
    ),
    _pattern(
        "phone-us", "a telephone number as North America writes it", "it reaches one person",
        ("Contact (555) 123-4567 for it.", "Contact room (155) for it."),
        r"(?<![\w.+-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?![\w-])",
    ),
    _pattern(
        "phone-labelled", "what is called a telephone number", _LABELLED,
        ("Phone: 030 901820", "Price: 030 901820"),
        r"(?<![\w.+-])\(?\d(?:[ ./()-]{0,2}+\d){6,14}(?!\w)", check=_of_length(7, 15),
        label=r"\b(?:phone|tel|telephone|telefon|mobile|cell|fax|whatsapp|handy)\b[^\n]{0,12}$",
    ),
    _pattern(
        "ip-address", "an IP address", "with a time it names a subscriber (GDPR, recital 30)",
        ("The user came from 203.0.113.7 again.", "The user runs version 10.2.1.7 again."),
        r"(?<![\w.])(?:\d{1,3}+\.){3}\d{1,3}+(?!\w|\.\d)", needs=".", check=_octets, normal=str,
        unless=r"\b(?:version|release|v|build|section|chapter)\W{0,3}$",
    ),
    _pattern(
        "ipv6-address", "an IPv6 address", "with a time it names a subscriber (GDPR, recital 30)",
        ("The user came from 2001:db8::8a2e:370:7334 again.", "The user came at 12:30:45 again."),
        r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}+:){2,7}[0-9A-Fa-f]{0,4}+(?![\w:])", check=_is_ipv6, needs=":",
    ),
    _pattern(
        "birth-date", "a date of birth", _LABELLED,
        ("Born on 15 March 1985 in Hull.", "Sold on 15 March 1985 in Hull."),
        rf"(?<!\w){_DATE}(?!\w)",
        label=r"\b(?:dob|d\.o\.b|born|birth ?(?:date|day)?|date of birth|geboren|geburtsdatum|ne\(?e?\)? le|"
        r"date de naissance|nacimiento|nascita|nascimento)\b[^\n]{0,16}$",
    ),
    _pattern(
        "address", "a postal address", "it leads to one door",
        ("Ship to 123 Main Street, Apt 4B, San Francisco, CA 94102.", "Ship the 123 main parts."),
        rf"(?<![\w.-])\d{{1,5}}+[A-Za-z]?+ (?:[NSEW]\.?+ )?+(?:[A-Z][A-Za-z'.]{{0,20}}+ ){{1,3}}{_STREET}\b\.?+"
        r"(?:,?+ (?:Apt|Apartment|Suite|Ste|Unit|Flat|#)\.?+ ?+\w{1,6}+)?+"
        r"(?:,?+ [A-Z][A-Za-z.']{1,20}+(?: [A-Z][a-z]{1,20}+){0,2}+)?+(?:,?+ [A-Z]{2} \d{5}(?:-\d{4})?+)?+",
    ),
    _pattern(
        "address-german", "a postal address as German writes it", "it leads to one door",
        ("Ship to Lindenstraße 12, 10969 Berlin.", "Ship to gate 12, 10969 boxes."),
        r"(?<!\w)[A-ZÄÖÜ][a-zäöüß-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4}+[a-z]?+"
        r"(?:, \d{5} [A-ZÄÖÜ][a-zäöüß-]{1,30}+)?+",
    ),
)  # fmt: skip

NATIONAL = (
    _pattern(
        "uk-nino", "a UK national insurance number", "its prefix is one that is given",
        ("NI number AB123456C applies.", "NI number BG123456C applies."),
        r"(?<!\w)[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)", check=checksums.nino,
    ),
    _pattern(
        "fr-nir", "a French social security number", _CHECKED,
        ("Elle est 2 55 08 14 168 025 38 ici.", "Elle est 2 55 08 14 168 025 39 ici."),
        r"(?<!\w)[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\w)", check=checksums.nir,
    ),
    _pattern(
        "es-dni", "a Spanish identity number", _CHECKED,
        ("El 12345678Z firma.", "El 12345678A firma."),
        r"(?<!\w)(?:\d{8}|[XYZ]\d{7})-?[A-Z](?!\w)", check=checksums.dni,
    ),
    _pattern(
        "it-codice-fiscale", "an Italian tax code", _CHECKED,
        ("Il codice RSSMRA85T10A562S vale.", "Il codice RSSMRA85T10A562T vale."),
        r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)", check=checksums.codice_fiscale,
    ),
    _pattern(
        "se-personnummer", "a Swedish personal number", _CHECKED,
        ("Hon har 811218-9876 nu.", "Hon har 811218-9875 nu."),
        r"(?<![\w-])\d{6}[-+]\d{4}(?![\w-])", check=lambda t: checksums.personnummer(t.replace("+", "")),
    ),
    _pattern(
        "br-cpf", "a Brazilian taxpayer number", _CHECKED,
        ("O CPF 529.982.247-25 vale.", "O CPF 529.982.247-26 vale."),
        r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])", check=checksums.cpf, needs=".",
    ),
    _pattern(
        "de-steuer-id", "a German tax number of a person", _CHECKED,
        ("Steuer-ID 86 095 742 719 bitte.", "Steuer-ID 86 095 742 718 bitte."),
        r"(?<!\w)[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?!\w)", check=checksums.steuer_id,
        label=r"steuer|idnr|identifikationsnummer|\btin\b|tax",
    ),
    _pattern(
        "nl-bsn", "a Dutch citizen number", _CHECKED,
        ("Het BSN 111222333 klopt.", "Het BSN 111222334 klopt."),
        r"(?<!\w)\d{9}(?!\w)", check=checksums.bsn, label=r"\b(?:bsn|burgerservicenummer|sofi)\b",
    ),
    _pattern(
        "pl-pesel", "a Polish personal number", _CHECKED,
        ("Numer PESEL 44051401359 jest.", "Numer PESEL 44051401358 jest."),
        r"(?<!\w)\d{11}(?!\w)", check=checksums.pesel, label=r"\bpesel\b",
    ),
    _pattern(
        "in-aadhaar", "an Indian Aadhaar number", _CHECKED,
        ("Aadhaar 2341 2341 2346 is hers.", "Aadhaar 2341 2341 2345 is hers."),
        r"(?<!\w)[2-9]\d{3} ?\d{4} ?\d{4}(?!\w)", check=checksums.aadhaar, label=r"\b(?:aadhaa?r|uidai)\b",
    ),
    _pattern(
        "passport", "a passport number", _LABELLED,
        ("Passport: AB1234567 is valid.", "Product: AB1234567 is valid."),
        r"(?<!\w)[A-Z]{0,2}\d{6,9}(?!\w)",
        label=r"\b(?:passport|reisepass|passeport|pasaporte)\b[^\n]{0,20}$",
    ),
    _pattern(
        "driving-licence", "a driving licence number", _LABELLED,
        ("Driver license: D1234567 (California).", "Software license: D1234567 (team)."),
        r"(?<!\w)[A-Z]{1,5}\d{5,12}[A-Z0-9]{0,6}(?!\w)",
        label=r"\b(?:driv(?:er|ing)'?s? licen[cs]e|fuhrerschein|dl)\b[^\n]{0,20}$",
    ),
)  # fmt: skip

RECORDS = (
    _pattern(
        "routing-number", "a routing number of a US bank", _CHECKED,
        ("Routing: 021000021 please.", "Routing: 021000022 please."),
        r"(?<!\w)\d{9}(?!\w)", check=checksums.aba, label=r"\b(?:routing|aba|rtn)\b",
    ),
    _pattern(
        "account-number", "what is called a bank account number", _LABELLED,
        ("Account: 1234567890, please.", "Amount: 1234567890, please."),
        r"(?<![\w.-])\d{6,17}(?!\w)",
        label=r"\b(?:account|acct|konto|kontonummer|compte|cuenta)\b[^\n\d]{0,20}$",
    ),
    _pattern(
        "vehicle-number", "a vehicle identification number (VIN)", _CHECKED,
        ("The car 1HGBH41JXMN109186 is hers.", "The car 1HGBH41J1MN109186 is hers."),
        r"(?<!\w)[A-HJ-NPR-Z0-9]{17}(?!\w)", check=checksums.vin,
    ),
    _pattern(
        "licence-plate", "a vehicle's plate", _LABELLED,
        ("License plate: ABC-1234.", "Steel plate: ABC-1234."),
        r"(?<!\w)(?=[A-Z0-9 -]{0,8}\d)[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?!\w)",
        label=r"\b(?:licen[cs]e plate|number plate|kennzeichen|plate number)\b[^\n]{0,12}$",
    ),
    _pattern(
        "medical-record", "a patient's record number", _LABELLED,
        ("MRN: MRN-2024-78901 is open.", "PO: PO-2024-78901 is open."),
        r"(?<![\w-])[A-Za-z0-9](?:[A-Za-z0-9-]{3,20})(?![\w-])", check=_has_digit,
        label=r"\b(?:mrn|medical record|patient (?:id|number|record))\b[^\n\d]{0,16}$",
    ),
    _pattern(
        "health", "what a person suffers from or takes",
        "health is data of a special category (GDPR, article 9)",
        ("Patient diagnosed with Type 2 Diabetes.", "Engine diagnosed by the garage."),
        r"(?i:\b(?:diagnosed with|suffers? from|prescribed|tested positive for|allergic to|"
        r"hiv[- ]positive for|undergoing)\b) (?P<value>[A-Za-z0-9][\w'-]{0,24}+(?: [A-Za-z0-9][\w'-]{0,24}+){0,3}+)",
    ),
    _pattern(
        "biometric", "a biometric template or its digest",
        "it identifies a body, and cannot be changed (GDPR, article 9)",
        ("Fingerprint hash: a3f2b8c9d4e5f6 stored.", "Commit hash: a3f2b8c9d4e5f6 stored."),
        r"(?<!\w)[0-9a-fA-F]{8,128}(?!\w)", check=_has_digit,
        label=r"\b(?:fingerprint|iris|retina|face ?print|facial|voice ?print|biometric)\b",
        unless=r"\b(?:ssh|rsa|key|cert(?:ificate)?|git|gpg|pgp|sha ?\d{0,3}|md5|browser|tls)\b",
    ),
    _pattern(
        "employee-number", "an employee's number", _LABELLED,
        ("Employee ID EMP-2024-0042 applies.", "Ticket ID EMP-2024-0042 applies."),
        r"(?<![\w-])[A-Z0-9][A-Z0-9-]{2,20}(?![\w-])", check=_has_digit,
        label=r"\b(?:employee|staff|personnel|badge|worker) ?(?:id|no|number|#)\b[^\n\d]{0,6}$",
    ),
    _pattern(
        "salary", "what somebody earns", _LABELLED,
        ("Her annual salary is $85,000.", "Her annual budget is $85,000."),
        r"(?<!\w)(?:[$€£] ?\d[\d,.]{1,12}\dk?|\d[\d,.]{1,12}\d ?(?:USD|EUR|GBP|dollars|euros))(?!\w)",
        label=r"\b(?:salary|salaries|wage|earns|earning|gehalt|salaire|compensation)\b[^\n]{0,24}$",
    ),
)  # fmt: skip

PATTERNS = (*CONTACTS, *NATIONAL, *RECORDS)
RULES = tuple(pattern.rule for pattern in PATTERNS)
