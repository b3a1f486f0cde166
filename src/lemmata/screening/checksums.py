"""Check digits of numbers that name people, cards and accounts.

Each takes ASCII digits and letters without separators, and is the published rule of its number;
the source is named beside it.
"""

import re
from datetime import date

_LENGTHS = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18
    DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23
    IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19
    MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19
    SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
"""
_IBAN_LENGTHS = {known[:2]: int(known[2:]) for known in _LENGTHS.split()}


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: cards, and Swedish personal numbers."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def card(digits: str) -> bool:
    """A number that an issuer can have given: first digits, length and Luhn; not all one digit."""
    issuers = r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}"
    others = r"6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|62\d{14,17}"
    is_issued = re.fullmatch(f"{issuers}|{others}", digits) is not None
    return is_issued and len(set(digits)) > 1 and luhn(digits)


def iban_length(country: str) -> int:
    """Letters and digits of an account number of the country; 0 where it gives none."""
    return _IBAN_LENGTHS.get(country, 0)


def iban(text: str) -> bool:
    """ISO 13616: the country's length, and 1 modulo 97 after the first four move to the end."""
    if _IBAN_LENGTHS.get(text[:2]) != len(text) or not text[2:4].isdigit():
        return False
    return int("".join(str(int(one, 36)) for one in text[4:] + text[:4])) % 97 == 1


def aba(digits: str) -> bool:
    """A routing number of US banks: weights 3, 7, 1, and a district that exists."""
    total = sum(int(one) * weight for one, weight in zip(digits, (3, 7, 1) * 3, strict=True))
    district = int(digits[:2])
    exists = district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80
    return total % 10 == 0 and exists and digits != "000000000"


def vin(text: str) -> bool:
    """ISO 3779 with the North American check digit in the ninth place."""
    if text.isdigit() or text.isalpha():
        return False
    values = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(int(values.get(one, one)) * w for one, w in zip(text, weights, strict=True))
    return text[8] == "0123456789X"[total % 11]


def ssn(digits: str) -> bool:
    """US social security number: area not 000, 666 or 9xx, group not 00, serial not 0000."""
    is_area = digits[:3] not in ("000", "666") and digits[0] != "9"
    return is_area and digits[3:5] != "00" and digits[5:] != "0000"


def nino(text: str) -> bool:
    """UK national insurance number: prefixes that HMRC gives; it has no check digit."""
    first, second = text[0], text[1]
    if first in "DFIQUV" or second in "DFIOQUV":
        return False
    return text[:2] not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ") and text[-1] in "ABCD"


def steuer_id(digits: str) -> bool:
    """German tax number of a person: ISO 7064 MOD 11,10, one digit comes twice or thrice."""
    counts = sorted(digits[:10].count(one) for one in set(digits[:10]))
    if digits[0] == "0" or counts[-1] not in (2, 3) or counts[-2:-1] not in ([1], []):
        return False
    product = 10
    for one in digits[:10]:
        total = (int(one) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def nir(text: str) -> bool:
    """French social security number: 97 less the number modulo 97; 2A and 2B are 19 and 18."""
    number = int(text[:13].replace("2A", "19").replace("2B", "18"))
    month = int(text[3:5])
    return 97 - number % 97 == int(text[13:]) and (1 <= month <= 12 or 20 <= month <= 42)


def dni(text: str) -> bool:
    """Spanish identity number, or a foreigner's with X, Y or Z: a letter by the rest modulo 23."""
    digits = text[:-1].translate(str.maketrans("XYZ", "012"))
    return text[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23]


def codice_fiscale(text: str) -> bool:
    """Italian tax code: odd and even places weigh differently; a letter modulo 26."""
    odd = (
        1,
        0,
        5,
        7,
        9,
        13,
        15,
        17,
        19,
        21,
        2,
        4,
        18,
        20,
        11,
        3,
        6,
        8,
        12,
        14,
        16,
        10,
        22,
        25,
        24,
        23,
    )
    values = [int(one) if one.isdigit() else ord(one) - 65 for one in text[:15]]
    total = sum(odd[v] if place % 2 == 0 else v for place, v in enumerate(values))
    return text[15] == chr(65 + total % 26)


def bsn(digits: str) -> bool:
    """Dutch citizen number: the eleven test with -1 for the last digit."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(int(one) * weight for one, weight in zip(digits, weights, strict=True))
    return total % 11 == 0 and int(digits) > 0


def pesel(digits: str) -> bool:
    """Polish number: weights 1, 3, 7, 9, and a date whose month carries the century."""
    total = sum(int(one) * w for one, w in zip(digits, (1, 3, 7, 9) * 2 + (1, 3, 1), strict=True))
    month = int(digits[2:4]) % 20
    return total % 10 == 0 and is_date(2000, month, int(digits[4:6]))


def personnummer(digits: str) -> bool:
    """Swedish number of ten digits: a date, and Luhn; the day may have 60 added."""
    day = int(digits[4:6])
    return luhn(digits) and is_date(2000, int(digits[2:4]), day - 60 * (day > 60))


def cpf(digits: str) -> bool:
    """Brazilian number: two check digits modulo 11; not all one digit."""
    for length in (9, 10):
        total = sum(int(digits[place]) * (length + 1 - place) for place in range(length))
        if total * 10 % 11 % 10 != int(digits[length]):
            return False
    return len(set(digits)) > 1


def aadhaar(digits: str) -> bool:
    """Indian number: Verhoeff's check over the dihedral group of ten, not beginning with 0 or 1."""
    check = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        check = _dihedral(check, _permuted(digit, place % 8))
    return check == 0 and digits[0] not in "01"


def _dihedral(left: int, right: int) -> int:
    """The product in the dihedral group of order ten."""
    if left < 5:
        return (left + right) % 5 if right < 5 else 5 + (left + right) % 5
    return 5 + (left - right) % 5 if right < 5 else (left - right) % 5


def _permuted(digit: int, times: int) -> int:
    for _ in range(times):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def is_date(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
