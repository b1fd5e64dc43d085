"""Whether digits or words that look like a date are one: the guards that `date_grammar.Form.needs` names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ingest.date_context import (
    WEEKDAYS,
    Match,
    before,
    identifier_before,
    introduced,
    is_birth,
    quantity_after,
    values,
    vocabulary,
)
from ingest.date_grammar import MONTHS, fold, plain_digits

_RANGE_BEFORE: Final = re.compile(r"(?<![/\d,.])\d{1,2}(?:er)?\s*(?:au|et|ou|,|-|→|->)\s*\Z", re.I)
_DOSES: Final = {(1, 2), (1, 3), (1, 4), (2, 3), (3, 4)}
_TIME_AFTER: Final = re.compile(r"\s*(?:,\s*|à\s+|vers\s+)?\d{1,2}\s?(?:[h:]\s?\d{0,2})(?!\w)", re.I)
_LINE_START: Final = re.compile(r"(?:^|\n)[\s>*•\-–|]*\Z")
_MONTH_LEAD: Final = re.compile(
    r"(?:\b(?:en|de|depuis|fin|début|debut|mi|courant|dès|au mois de|mois de|et|ou|à|jusqu['’]en|avant|après|vers|pour"
    rf"|le|prochain|dernier|{'|'.join(MONTHS)})[\s,]+|\bd['’]|[(/|;:]\s*|\b(?:mi|fin)-)\Z",
    re.I,
)
_DAY_LEAD: Final = re.compile(
    rf"(?:\b(?:le|du|1e|jusqu['’]au|jusque au|fix[ée]+ au|report[ée]+ au|repouss[ée]+ au|pr[ée]vue? au|{WEEKDAYS})\s+"
    r"|(?:\A|\n)(?:lu|ma|me|je|ve|sa|di)\s+)\Z",
    re.I,
)
_DAY_JOINED: Final = re.compile(
    r"\b(?:du|le|nuit du|dates?|entre le)\s+\d{1,2}(?:er)?\s+(?:au|et|ou|et le|ou le)\s+\Z", re.I
)
_DAY_FOLLOWERS: Final = re.compile(
    r"\s*(?:$|[\n.,;:!?()\[\]/»\"”<&=⏎—–-]|(?:et|ou|au|à|pour|avec|devant|sans|par|chez|dans|vers|matin|soir|midi"
    r"|apr[èe]s|courant|dernier|prochain|car|puis|sur|sous|en|qui|que|son|sa|ses|il|elle|on|nous|je|mais|si|de|du|des"
    r"|d['’]|suite|lors|est|n['’]|ne|était|au soir|jusqu|dès|depuis|avant|vue?|non|pas\s+(?:de|d['’]|avant)"
    r"|\d{1,2}\s?[h:])\b)",
    re.I,
)
_ROOMS: Final = re.compile(
    r"\b(?:ch(?:ambre)?\.?|lit|box|poste|salle|bloc|étage|porte|fenêtre|résident|voisine?s?)\s+(?:du|le|au)\s+\Z", re.I
)
_MONTHS_OR: Final = "|".join((*MONTHS, "janv", "févr?", "avr", "juil", "sept", "oct", "nov", "déc"))
_EN: Final = re.compile(r"\b(?:en|depuis|de|dès|année|l['’]an|an|avant|après|jusqu['’]en|vers)\s+\Z", re.I)


def _fraction(text: str, match: Match) -> bool:
    """`n/m`: a day of a month, and no dose, score, blood pressure or page."""
    day, month, padded = values(match)
    left = before(text, match.start())
    if not (1 <= day <= 31 and 1 <= month <= 12) or (quantity_after(text, match) and not padded):
        return False
    if introduced(text, match) or _RANGE_BEFORE.search(left):
        return True
    if vocabulary()["measures"].search(left) or identifier_before(text, match):
        return padded and not re.search(r"\b(?:page|p\.|photo|[ée]tiquette)\s*\Z", left, re.I)
    if padded or (_TIME_AFTER.match(text, match.end()) and (day, month) not in _DOSES):
        return True
    if _LINE_START.search(left) and re.match(
        r"\s*(?:[:,]\s*\w|\s\s|\s+[A-ZÉ(]|\s+\w{2,})", text[match.end() : match.end() + 12]
    ):
        return True
    beyond_score = day > month and (
        day > 24 or month >= 10 or (month <= 3 and day >= 8 and not re.search(r"/\d+\s*\S{0,8},?\s*\Z", left))
    )
    return (
        beyond_score
        or month == 11
        or (month == 12 and day >= 10 and day != 12)
        or (month == 12 and day == 12 and bool(re.search(r"[a-zé]\s\Z", left)))
    )


def _month_and_short_year(text: str, match: Match) -> bool:
    """`10/22` for October 2022: never when it can be a score or a blood pressure."""
    month, year = int(plain_digits(match["m"])), int(plain_digits(match["y"]))
    left = before(text, match.start())
    if 1 <= month <= 12 and year <= 60 and vocabulary()["month_heads"].search(left):
        return True
    if not (1 <= month <= 12) or not (13 <= year <= 40 or year >= 80) or quantity_after(text, match):
        return False
    if (
        vocabulary()["measures"].search(left)
        or identifier_before(text, match)
        or year in (15, 18, 20, 24, 28, 30, 36, 40, 60, 80, 90)
    ):
        return plain_digits(match["m"]).startswith("0") and not vocabulary()["measures"].search(left)
    return len(match["m"]) == 2


def _introduced_pair(text: str, match: Match) -> bool:
    """`05.11`, `23-7`, `22 02`: only when an article or a weekday comes first, else a decimal or a range."""
    day, month, padded = values(match)
    if not (1 <= day <= 31 and 1 <= month <= 12) or quantity_after(text, match):
        return False
    left = before(text, match.start())
    strong = (
        re.search(
            r"\b(?:le|du|au|datée|daté|jusqu['’]au|exp|rdv(?:\s\w+){0,3}|nuit du|retiré le|posé le|pr[ée]l\.?)\s+\Z",
            left,
            re.I,
        )
        is not None
    )
    if match["s"] == " ":
        return re.search(r"\bdatée?\s+\Z", left, re.I) is not None and padded
    two = len(match["d"]) == 2 and len(match["m"]) == 2
    return (
        strong
        or match.groupdict().get("wd") is not None
        or (_RANGE_BEFORE.search(left) is not None and match["s"] == ".")
    ) and (two or padded or (match["s"] == "-" and strong))


def _compact(text: str, match: Match) -> bool:
    """Eight digits or more: no accession number, and a month that exists."""
    if int(match["m"]) > 12 or identifier_before(text, match):
        return False
    around = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    return re.search(r"[^\W_][\-/]\Z", around[0]) is None and re.match(r"[\-/]\d", around[1]) is None


def _introduced_digits(text: str, match: Match) -> bool:
    """Six digits: only after a birth word or alone in a table's cell."""
    if is_birth(text, match):
        return True
    left, right = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 4]
    return bool(re.search(r"[|\t;^]\s*$|\s{3}\Z", left) and re.match(r"\s*[|\t;^]|\s{3}|\\t", right)) or bool(
        re.search(r"\\t\|\Z", left)
    )


def _two_digit_year(text: str, match: Match) -> bool:
    """`12.03.21`: written with two digits each, else a paragraph's number."""
    if introduced(text, match) or is_birth(text, match):
        return True
    left = before(text, match.start())
    whole = len(match["d"]) == 2 and len(match["m"]) == 2
    if vocabulary()["measures"].search(left) and not values(match)[2]:
        return False
    if vocabulary()["teeth"].search(left):
        return False
    return whole or match["s"] in "/-" or int(plain_digits(match["y"])) >= 32


def _spaced(text: str, match: Match) -> bool:
    left = text[max(0, match.start() - 2) : match.start()]
    whole = len(match["d"]) == 2 and len(match["m"]) == 2
    return not re.search(r"\d\s?\Z", left) and (whole or introduced(text, match) or is_birth(text, match))


def _year(text: str, match: Match) -> bool:
    """Four digits that are a year, and no dose, measure, number or room."""
    raw = match["y"]
    if not any(c.isdigit() for c in raw) or not 1890 <= int(plain_digits(raw)) <= 2039:
        return False
    left = before(text, match.start())
    if quantity_after(text, match) or identifier_before(text, match):
        return False
    if re.search(r"[<>≥≤=±+]\s*$|\d[\s  ]$|\bx\s?\Z", left) or re.match(
        r"\s\d{3}(?!\d)|\s?[x×*]\s?\d", text[match.end() : match.end() + 5]
    ):
        return False
    return not re.search(r"[\-_/]\Z", left) or bool(re.search(r"(?<!\d)(?:19|20)\d\d[\-/]\Z|\s[\-/]\Z", left))


def _after_month(text: str, match: Match) -> bool:
    """`12 mars 24`: the last two digits are no dose nor hour."""
    raw = match["y"]
    return len(raw) >= 4 or (not quantity_after(text, match) and sum(c.isdigit() for c in raw) >= 1)


def _month_case(text: str, match: Match) -> bool:
    """`12 mars`, `14 sept`: not `2 Mai` in a name, nor `5 sept` in a count."""
    raw = match["mw"]
    return any(c.isdigit() for c in match["d"]) and not (
        raw[:1].isupper()
        and not raw.isupper()
        and raw[1:].islower()
        and fold(raw) in ("mars", "mai")
        and quantity_after(text, match)
    )


def _year_after_month(text: str, match: Match) -> bool:
    """`juin 24`: the two digits close the phrase."""
    if quantity_after(text, match) or re.match(r"\s?[:h]\d|[.,]\d", text[match.end() : match.end() + 3]):
        return False
    closed = (
        re.match(
            r"\s*(?:$|[\n.,;:)\]/»!?–—-]|\s\s|(?:et|ou|au|à|puis|par|sous|avec|chez|sans|pour|dans)\b)",
            text[match.end() :],
        )
        is not None
    )
    return match["y"].startswith("'") or closed or 10 <= int(match["y"]) <= 40


def _feast(text: str, match: Match) -> bool:
    return (
        re.search(r"\b(?:la|le|à|de|depuis|pour|avant|après|dès)\s+\Z", before(text, match.start()), re.I) is not None
    )


def _lone_month(text: str, match: Match) -> bool:
    """A month alone: not the surname Janvier, the first name Mai, nor a syllable."""
    raw = match["mw"]
    left = before(text, match.start())
    led = _MONTH_LEAD.search(left) is not None
    if re.search(r"[-'’]\Z", left) and not led and re.search(rf"(?:{_MONTHS_OR})[.]?-\Z", left, re.I) is None:
        return False
    if re.match(rf"-(?!{_MONTHS_OR})[^\W\d_]", text[match.end() : match.end() + 12], re.I):
        return False
    if fold(raw).strip(".") in ("sept", "oct", "nov", "dec", "avr", "fev", "fevr", "janv", "juil"):
        short = fold(raw).strip(".") != "sept"
        led = re.search(r"\b(?:en|fin|début|mi|depuis|de|dès|courant)[\s-]+\Z", left, re.I) is not None
        ended = re.match(r"\s*[,)]|-(?:" + _MONTHS_OR + ")", text[match.end() : match.end() + 12]) is not None
        return led or (ended and short)
    if raw.islower():
        return True
    named = re.match(r"\s+[A-ZÉÈ][\w'-]+", text[match.end() : match.end() + 20]) is not None
    surname = (
        re.search(r"\b(?:M|Mr|Mme|Mlle|Dr|Pr|Monsieur|Madame|Docteur|Docteure)\.?\s+(?:\w+\s+)?\Z", left) is not None
    )
    word_before = re.search(r"\b(?:en|fin|début|mi|depuis|courant|dès|mois de)[\s-]+\Z", left, re.I) is not None
    return not surname and (
        word_before
        or (not named and _LINE_START.search(left) is not None and fold(raw) not in ("mai", "mars", "avril"))
    )


def _lone_day(text: str, match: Match) -> bool:
    """`le 18`, `jusqu'au 21`, `lundi 4`: a day of the current month, no quantity, no emergency number."""
    raw = plain_digits(match["d"])
    left = before(text, match.start())
    if (
        not 1 <= int(raw) <= 31
        or not any(c.isdigit() for c in match["d"])
        or quantity_after(text, match)
        or _ROOMS.search(left)
    ):
        return False
    if (
        raw == "15"
        and not re.match(r"\s(?:puis|et|au|:)", text[match.end() : match.end() + 6])
        and re.search(r"\b(?:du|jusqu['’]au|(?:depuis|avant|après|dès|nuit du|di|et)\s+le)\s+\Z", left, re.I) is None
        and match["wd"] is None
    ):
        return False  # the emergency call number
    if raw in ("15", "17", "18", "112") and re.search(rf"\b(?:{_calls()})\s+(?:\w+\s+)?(?:le|au|du)\s+\Z", left, re.I):
        return False
    right = text[match.end() : match.end() + 40]
    if re.match(r"\s\d\d\s\d\d", right):
        return False
    if re.match(rf"\s*(?:et|ou|au|-|,)\s*(?:le\s+)?\d{{1,2}}(?:er)?\s+(?:{_MONTHS_OR})\b", right, re.I):
        return True
    follows = _DAY_FOLLOWERS.match(text, match.end()) is not None
    if match["wd"] is not None or re.search(r"(?:\A|\n)(?:lu|ma|me|je|ve|sa|di)\s\Z", left, re.I):
        return True
    if right.startswith(" :") and re.search(r"\bremplac\w*\s+le\s\Z", left):
        return False
    if _DAY_JOINED.search(left):
        return True
    if _DAY_LEAD.search(left) is None:
        return False
    range_follows = (
        re.match(r"\s*(?:au|et|ou|,|-)\s*(?:le\s+|du\s+)?\d", text[match.end() : match.end() + 10]) is not None
    )
    return follows or range_follows or re.match(r"\s+[a-zéèêàâç]{3,}", text[match.end() : match.end() + 12]) is not None


def _calls() -> str:
    return vocabulary()["calls"].pattern.split("(?:", 1)[1].rsplit(")(?!", 1)[0]


def _lone_day_in_words(text: str, match: Match) -> bool:
    if match["wd"] is None and re.search(r"\b(?:le|jusqu['’]au|du)\s+\Z", before(text, match.start()), re.I) is None:
        return False
    if fold(match["dw"]) in ("un", "premier") and match["wd"] is None:
        return False
    return (
        re.match(
            r"\s*(?:$|[\n.,;:!?)]|(?:de ce mois|courant|dernier|avec|au matin|au soir|retrouve)\b)", text[match.end() :]
        )
        is not None
    )


def _short_year(text: str, match: Match) -> bool:
    return not quantity_after(text, match)


def _born_in(text: str, match: Match) -> bool:
    return re.search(r"\bn[ée]+(?:\(e\))?\s+en\s+\Z", before(text, match.start()), re.I) is not None


def _year_in_words(text: str, match: Match) -> bool:
    raw = fold(match["yw"])
    if _EN.search(before(text, match.start())) is None or quantity_after(text, match):
        return False
    return raw.startswith(("deux mille ", "mille neuf", "deux-mille", "dix-neuf cent")) or (
        re.match(r"\s*[.,;:!?)\n]", text[match.end() : match.end() + 2]) is not None
    )


GUARDS: Final[dict[str, Callable[[str, Match], bool]]] = {
    "nothing": lambda text, match: True,
    "compact": _compact,
    "introduced": _introduced_digits,
    "two_digit_year": _two_digit_year,
    "spaced": _spaced,
    "after_month": _after_month,
    "month_case": _month_case,
    "year_after_month": _year_after_month,
    "feast": _feast,
    "fraction": _fraction,
    "introduced_pair": _introduced_pair,
    "month_and_short_year": _month_and_short_year,
    "year": _year,
    "short_year": _short_year,
    "born_in": _born_in,
    "year_in_words": _year_in_words,
    "lone_month": _lone_month,
    "lone_day": _lone_day,
    "lone_day_in_words": _lone_day_in_words,
}
