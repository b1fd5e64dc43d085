"""French words, dates and ages of the screen, and the one way text reaches HTML."""

from __future__ import annotations

import datetime as dt
import html
import re
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

_TEMPLATE: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})
_LEVELS: Final = {"year": 1, "month": 2, "day": 3}


@cache
def words() -> dict[str, Any]:
    """The vocabulary of `words.yaml`."""
    text = resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def escape(value: object) -> str:
    """HTML text or attribute value. Also inert inside a browser-side template (`${…}`, `{{…}}`)."""
    return html.escape("" if value is None else str(value), quote=True).translate(_TEMPLATE)


def french_date(iso: str | None) -> str:
    """`2024-06-18` -> `18/06/2024`, `2024-06` -> `06/2024`, `2024` -> `2024`; anything else as it is."""
    if not iso:
        return ""
    parts = iso[:10].split("-")
    return "/".join(reversed(parts)) if all(part.isdigit() for part in parts) else iso


def short_date(iso: str | None) -> str:
    """As `french_date`, with a year of two digits when it does not stand alone."""
    text = french_date(iso)
    return text if "/" not in text else text[:-4] + text[-2:]


def french_time(iso: str) -> str:
    """An ISO moment -> `21/11/2024 23:04:51`, in this machine's own time."""
    try:
        moment = dt.datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return (moment.astimezone() if moment.tzinfo else moment).strftime("%d/%m/%Y %H:%M:%S")


def parse_date(text: str) -> str | None:
    """An ISO day from what a person types (`21/11/2024`, `21112024`, `2024-11-21`); None for an empty field.

    Raises ValueError when it is not a day.
    """
    text = text.strip()
    if not text:
        return None
    if match := re.fullmatch(r"(\d{1,2})[/. -]?(\d{2})[/. -]?(\d{4})", text):
        day, month, year = (int(part) for part in match.groups())
        return dt.date(year, month, day).isoformat()
    return dt.date.fromisoformat(text).isoformat()


def age(iso: str | None, as_of: str | None) -> str:
    """How long before `as_of` a date is, as the screen says it: `hier`, `5 j`, `2 mois`, `5 ans`; empty if unknown."""
    if not iso or not as_of:
        return ""
    try:
        then, now = _parts(iso), _parts(as_of)
    except ValueError:
        return ""
    precision = min(len(then), len(now))
    months = (now[0] - then[0]) * 12
    if precision == _LEVELS["year"]:
        return _years(now[0] - then[0])
    months += now[1] - then[1]
    if precision == _LEVELS["month"]:
        return "ce mois" if months == 0 else _months(months)
    days = (dt.date(*now) - dt.date(*then)).days
    if days < 0:
        return ""
    if days < 2:
        return ("aujourd’hui", "hier")[days]
    if days < 31:
        return f"{days} j"
    return _months(months - (now[2] < then[2]))


def _parts(iso: str) -> tuple[int, ...]:
    return tuple(int(part) for part in iso[:10].split("-"))


def _months(months: int) -> str:
    if months < 0:
        return ""
    return f"{max(months, 1)} mois" if months < 24 else _years(months // 12)


def _years(years: int) -> str:
    if years < 0:
        return ""
    return "cette année" if years == 0 else f"{years} an" if years == 1 else f"{years} ans"


def plural(count: int, singular: str, several: str | None = None) -> str:
    """`plural(2, "document")` -> `2 documents`; French: 0 and 1 are singular."""
    return f"{count} {singular if count < 2 else several or singular + 's'}"


def read_out_of(read: int, total: int) -> str:
    """`11 documents lus sur 12`."""
    return f"{plural(read, 'document lu', 'documents lus')} sur {total}"


def category(name: str) -> str:
    """A category's name on the screen."""
    return str(words()["categories"].get(name, name))


def specialty(name: str | None) -> str:
    """The short form of a specialty for a chip; the name itself when it is short or not known."""
    if not name:
        return ""
    lowered = name.casefold()
    for beginning, short in words()["specialties"].items():
        if lowered.startswith(beginning):
            return str(short)
    return name if len(name) <= 12 else name[:11] + "…"


def status(name: str) -> str:
    """The `status` badge of a status or flag, as HTML; empty when there is nothing to say."""
    known = words()["statuses"].get(name)
    return f' <span class="status {known["style"]}">{escape(known["text"])}</span>' if known else ""
