"""What the tagger sees of each token: its letters, its neighbours, what vocabularies and rules say of it."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import regex

from privacy.entity import Entity
from privacy.exclusions import drugs, eponyms
from privacy.folding import plain
from privacy.likeness import is_word, likeness
from privacy.ner.tokens import Token
from privacy.recognisers.base import vocabulary
from privacy.recognisers.gazetteer import LONGEST, towns

_SHAPES: Final = tuple(
    (regex.compile(pattern), name)
    for pattern, name in ((r"\p{Lu}\p{Ll}+", "Xx"), (r"\p{Lu}{2,}", "XX"), (r"\p{Ll}+", "x"), (r"\p{Lu}", "X"))
)


@functools.lru_cache(maxsize=100_000)
def shape(word: str) -> str:
    """`Xx`, `XX`, `x`, `X`, `dN` for N digits, `m` for letters and digits mixed, or the sign itself."""
    if word[0] == "\n":
        return "nl" if len(word) == 1 else "nl2"
    if word.isdigit():
        return f"d{min(len(word), 12)}"
    for pattern, name in _SHAPES:
        if pattern.fullmatch(word):
            return name + (str(len(word)) if len(word) < 4 else "")
    if word.isalnum():
        digits = sum(char.isdigit() for char in word)
        return (
            f"m{'d' if digits * 2 > len(word) else 'l'}{min(len(word), 9)}{'U' if word[0].isupper() else ''}"
            if digits
            else "xX"
        )
    return word


def _bucket(value: float) -> str:
    return str(max(-3, min(4, round(value / 1.5))))


_READ: Final = (str.maketrans("01|5!", "olisi"), str.maketrans("01|5!", "oiisi"))


@functools.lru_cache(maxsize=100_000)
def restored(word: str) -> str:
    """`drug` or `word` when a word is one, as written or once OCR's usual confusions are undone; else nothing."""
    tries = [plain(word)]
    tries += [plain(word).translate(table) for table in _READ]
    tries += [attempt.replace("rn", "m") for attempt in tries] + [attempt.replace("l", "i", 1) for attempt in tries]
    if any(attempt in drugs() for attempt in tries):
        return "drug"
    return "word" if len(word) > 3 and any(is_word(attempt) for attempt in tries) else ""


@functools.lru_cache(maxsize=100_000)
def nature(word: str) -> tuple[str, ...]:
    """What a word looks like out of context, coarse classes first."""
    if len(word) < 2 or not any(char.isalpha() for char in word):
        return ("-",)
    judged = likeness(word)
    kind = max((judged.surname, "s"), (judged.first_name, "f"), (judged.town, "t"), (judged.word, "w"))[1]
    known = is_word(word)
    margin = judged.name - judged.word
    return (
        f"{kind}{int(known)}",
        *(
            f"{letter}{_bucket(odds)}"
            for letter, odds in zip("sft", (judged.surname, judged.first_name, judged.town), strict=True)
        ),
        f"w{_bucket(judged.word)}{int(known)}",
        f"n{_bucket(margin)}{int(known)}",
        f"k{restored(word)}",
        f"e{int(plain(word) in eponyms())}",
    )


@functools.cache
def _announcers() -> regex.Pattern[str]:
    kinds = vocabulary("names")
    return regex.compile(
        "|".join(
            f"(?P<{kind}>(?:{'|'.join(kinds[kind])})\\.?)"
            for kind in ("titles", "roles", "headers", "birth", "relations")
        )
    )


@functools.lru_cache(maxsize=50_000)
def announces(word: str) -> str:
    """Whether a word is a title, a role, a header, a birth word or a relation."""
    match = _announcers().fullmatch(word)
    return match.lastgroup or "" if match else ""


def _town_marks(tokens: Sequence[Token], folded: Sequence[str]) -> list[str]:
    """For each token, its place in the longest town name that covers it, with the town's size."""
    marks = [""] * len(tokens)
    words = [i for i, token in enumerate(tokens) if token.text[0].isalpha()]
    known, at = towns(), 0
    while at < len(words):
        for count in range(min(LONGEST, len(words) - at), 0, -1):
            run = words[at : at + count]
            if run[-1] - run[0] > 2 * count or any(tokens[i].text[0] == "\n" for i in range(run[0], run[-1])):
                continue
            name = " ".join({"st": "saint", "ste": "sainte"}.get(folded[i], folded[i]) for i in run)
            size = known.get(name)
            if size and len(name) > 2:
                population = size[0]
                grade = (
                    ("n" if population < 3000 else "m" if population < 30000 else "g")
                    + ("" if size[1] else "e")
                    + ("+" if count > 1 else "")
                )
                for i in run:
                    marks[i] = grade + ("c" if tokens[i].text[0].isupper() else "")
                at += count - 1
                break
        at += 1
    return marks


def _covers(tokens: Sequence[Token], found: Sequence[Entity]) -> list[tuple[str, ...]]:
    """For each token, the rules that cover it: label, first or later token, strength."""
    marks: list[list[str]] = [[] for _ in tokens]
    ends = [token.end for token in tokens]
    for entity in found:
        first = True
        for i in range(bisect_right(ends, entity.start), len(tokens)):
            if tokens[i].start >= entity.end:
                break
            marks[i].append(f"{entity.recognizer[:4]}:{entity.label}{'+' if entity.score > 0.82 else ''}")
            marks[i].append(f"{entity.label}{'B' if first else 'I'}")
            first = False
    return [tuple(sorted(set(mark))) for mark in marks]


def features(tokens: Sequence[Token], found: Sequence[Entity]) -> list[list[str]]:
    """The features of each token of a document; `found`: what the rules took for identities there."""
    count = len(tokens)
    folded = [plain(token.text) or ("⏎" if token.text[0] == "\n" else token.text[0]) for token in tokens]
    shapes = [shape(token.text) for token in tokens]
    natures = [nature(token.text) for token in tokens]
    rules = _covers(tokens, found)
    marks = _town_marks(tokens, folded)
    lower = {folded[i] for i in range(count) if tokens[i].text.islower()}
    heads, colons, uppers, places = _lines(tokens, folded)
    columns, initials = _columns(tokens, folded), _initials(tokens, found)
    rows: list[list[str]] = []
    for i in range(count):
        word, form = folded[i], shapes[i]
        label = "|".join(mark for mark in rules[i] if ":" in mark) or "0"
        row = [
            "b",
            f"w={word}",
            f"s={form}",
            f"g={tokens[i].gap}",
            f"s+n={form}/{natures[i][0]}",
            f"lc={int(word in lower)}/{form}",
            f"p3={word[:3]}",
            f"e3={word[-3:]}",
        ]
        row += (
            [f"n={n}" for n in natures[i]] + [f"r={mark}" for mark in rules[i]] + [f"r0={label}", f"r+s={label}/{form}"]
        )
        row += [f"t={marks[i]}/{form}", f"t+r={marks[i]}/{label}"] if marks[i] else []
        row += [
            f"h={heads[i]}",
            f"h+s={heads[i]}/{form}",
            f"c={colons[i]}",
            f"c+s={colons[i]}/{form}",
            f"u={int(uppers[i])}/{form}/{natures[i][0]}",
            f"pl={places[i]}/{form}",
        ]
        row += [f"col={columns[i]}", f"col+s={columns[i]}/{form}"] if columns[i] else []
        if form in ("XX2", "XX3", "XX", "x2", "x3") and len(word) < 5:
            row.append(f"ini={int(word in initials)}/{form}")
        for step in (-3, -2, -1, 1, 2, 3):
            j = i + step
            if not 0 <= j < count:
                row.append(f"edge{step}")
                continue
            row += [f"w{step}={folded[j]}", f"s{step}={shapes[j]}"]
            if abs(step) < 3:
                row += [f"n{step}={natures[j][0]}", f"s{step}+s={shapes[j]}/{form}", f"g{step}={tokens[j].gap}"]
                row += [f"r{step}={mark}" for mark in rules[j] if ":" in mark] or [f"r{step}=0"]
                row += [f"t{step}={marks[j]}"] if marks[j] else []
            if abs(step) == 1:
                row += [f"w{step}+s={folded[j]}/{form}", f"w{step}+n={folded[j]}/{form}/{natures[i][0]}"]
        if i > 1:
            row.append(f"w-2-1={folded[i - 2]}/{folded[i - 1]}")
            row.append(f"w-2-1s={folded[i - 2]}/{folded[i - 1]}/{form}")
        if 0 < i < count - 1:
            row.append(f"w-1+1={folded[i - 1]}/{folded[i + 1]}")
            row.append(f"s-1s+1={shapes[i - 1]}/{form}/{shapes[i + 1]}")
        for back in range(1, 6):
            if i - back < 0 or tokens[i - back].text[0] == "\n":
                break
            kind = announces(tokens[i - back].text)
            if kind:
                row += [f"a={kind}{back}/{form}", f"a={kind}/{natures[i][0]}/{form}"]
                break
        rows.append(row)
    return rows


def _lines(tokens: Sequence[Token], folded: Sequence[str]) -> tuple[list[str], list[str], list[bool], list[str]]:
    """For each token: its line's first word, the word before the last colon, whether the line is in capitals, where."""
    heads, colons, uppers, places = [""] * len(tokens), [""] * len(tokens), [False] * len(tokens), [""] * len(tokens)
    start, number = 0, 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and tokens[end].text[0] != "\n":
            end += 1
        letters = [token.text for token in tokens[start:end] if len(token.text) > 2 and token.text.isalpha()]
        upper = bool(letters) and sum(text.isupper() for text in letters) > 0.8 * len(letters)
        head, colon, column = folded[start] if end > start else "", "", 0
        for i in range(start, min(end + 1, len(tokens))):
            if tokens[i].gap == 2:
                colon, column = ("" if i < end and tokens[i].text != ":" else colon), column + 1
            heads[i], colons[i], uppers[i] = head, colon, upper
            places[i] = f"{min(i - start, 3)}{min(end - i, 3)}{min(column, 2)}{min(number, 4)}"
            if tokens[i].text == ":" and i > start:
                colon = folded[i - 1]
        start, number = end + 1, number + 1
    return heads, colons, uppers, places


def _columns(tokens: Sequence[Token], folded: Sequence[str]) -> list[str]:
    """For each token of a table's later lines, the word that heads its column: same paragraph, same place."""
    columns = [""] * len(tokens)
    header: list[tuple[int, str]] = []
    line_start, fresh = 0, True
    for i, token in enumerate(tokens):
        if token.text[0] == "\n":
            line_start = token.end
            if len(token.text) > 1:
                header, fresh = [], True
            elif header or not fresh:
                fresh = False
            continue
        column = token.start - line_start
        if fresh:
            if token.gap > 1:
                header.append((column, folded[i]))
            fresh = i + 1 == len(tokens) or tokens[i + 1].text != "\n"
        elif len(header) > 2:
            nearest = min(header, key=lambda head: abs(head[0] - column))
            if abs(nearest[0] - column) < 4:
                columns[i] = nearest[1]
    return columns


def _initials(tokens: Sequence[Token], found: Sequence[Entity]) -> frozenset[str]:
    """Initials, in either order, of the people that the rules found in the document."""
    people = sorted((e for e in found if e.label in ("NOM", "PRENOM")), key=lambda e: e.start)
    starts = [token.start for token in tokens]

    def heads(entity: Entity) -> str:
        run = tokens[bisect_left(starts, entity.start) : bisect_left(starts, entity.end)]
        return "".join(token.text[0].lower() for token in run if token.text[0].isalpha())

    letters: set[str] = set()
    for before, after in pairwise(people):
        if 0 <= after.start - before.end < 3:
            first, last = heads(before), heads(after)
            letters |= {first + last, last + first, first[:1] + last[:1], last[:1] + first[:1]}
    return frozenset(letters)
