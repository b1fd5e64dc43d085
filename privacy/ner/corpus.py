"""Marked texts as training data: `[surface](LABEL)`, and the same with other names, capitals or OCR damage."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import regex

_MARK: Final = regex.compile(r"\[([^\[\]]+)\]\(([A-Z_]+)\)")
_OCR: Final = (
    ("rn", "m"),
    ("m", "rn"),
    ("0", "O"),
    ("O", "0"),
    ("1", "l"),
    ("l", "1"),
    ("I", "l"),
    ("i", "l"),
    ("5", "S"),
    ("8", "B"),
    ("é", "e"),
    ("e", "c"),
    ("u", "ii"),
)


_DRUG_LINES: Final = (
    "{} 1 cp matin et soir",
    "Poursuite de {}.",
    "- {} 20 mg/j",
    "Arrêt de {}, relais par {}",
    "TTT : {}, bien toléré",
)
_PROBLEM_LINES: Final = (
    "Antécédents : {}.",
    "{}",
    "Diagnostic retenu : {}",
    "- {}, traité",
    "Le patient présente : {}.",
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its marks, `(start, end, label)`, sorted."""

    group: str
    name: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def parse(group: str, name: str, marked: str) -> Marked:
    """Read the inline marks."""
    text, spans, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        last = match.end()
    return Marked(group, name, text + marked[last:], tuple(spans))


def dossiers(folder: Path, without: Sequence[str] = ()) -> Iterator[Marked]:
    """Documents of the dossiers under a folder, grouped by dossier."""
    for path in sorted(folder.glob("*/*.txt")):
        if path.parent.name not in without:
            yield parse(path.parent.name, path.name, path.read_text(encoding="utf-8"))


def snippets(folder: Path) -> Iterator[Marked]:
    """Snippets of the files of a folder, each a group of its own."""
    for path in sorted(folder.glob("*.txt")):
        for number, part in enumerate(regex.split(r"\n=====\n?", path.read_text(encoding="utf-8"))):
            if part.strip():
                yield parse(f"{path.stem}-{number}", f"{path.stem}-{number}", part)


def sentences(folder: Path, lines: int = 40) -> Iterator[Marked]:
    """Lines without identities, some forty a document."""
    for path in sorted(folder.glob("*.tsv")):
        rows = [row.split("\t")[0] for row in path.read_text(encoding="utf-8").splitlines()[1:] if row.strip()]
        for start in range(0, len(rows), lines):
            yield Marked(f"{path.stem}-{start}", f"{path.stem}-{start}", "\n".join(rows[start : start + lines]), ())


def clinical(chance: random.Random, lines: int = 40) -> Iterator[Marked]:
    """One in three of edsnlp's drugs and one in ten of its CIM-10 labels in short clinical lines: no identity."""
    import edsnlp

    resources = Path(edsnlp.__file__).parent / "resources"
    table = json.loads((resources / "drugs.json").read_text(encoding="utf-8"))
    with gzip.open(resources / "cim10.csv.gz", "rt", encoding="utf-8") as file:
        labels = sorted({row["long"] for row in csv.DictReader(file) if len(row["long"]) < 90})
    drugs = sorted({term for terms in table.values() for term in terms})
    made = [chance.choice(_DRUG_LINES).replace("{}", _cased(term, chance)) for term in drugs[::3]]
    made += [chance.choice(_PROBLEM_LINES).replace("{}", _cased(label, chance)) for label in labels[::10]]
    chance.shuffle(made)
    for start in range(0, len(made), lines):
        yield Marked(f"clinical-{start}", f"clinical-{start}", "\n".join(made[start : start + lines]), ())


def _cased(text: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.capitalize, str))(text)


class Names:
    """Surnames, first names and towns to draw from, the frequent more often."""

    def __init__(self, surnames: Path, first_names: Path, towns: Sequence[str]) -> None:
        self._pools: dict[str, tuple[list[str], list[float]]] = {}
        for label, path in (("NOM", surnames), ("PRENOM", first_names)):
            with gzip.open(path, "rt", encoding="utf-8") as file:
                rows = [line.rstrip("\n").rsplit(",", 1) for line in file]
            self._pools[label] = ([row[0] for row in rows], [float(row[1]) ** 0.6 for row in rows])
        self._pools["VILLE"] = (list(towns), [1.0] * len(towns))

    def draw(self, label: str, chance: random.Random) -> str:
        """One name, in capitals or as its source writes it."""
        pool, weights = self._pools[label]
        return chance.choices(pool, weights)[0]


def _as_written(new: str, old: str) -> str:
    if old.isupper():
        return new.upper()
    return new.lower() if old.islower() else new.title()


def renamed(marked: Marked, names: Names, chance: random.Random) -> Marked:
    """The same text about other people and places; a name met twice is replaced alike."""
    chosen: dict[tuple[str, str], str] = {}

    def another(surface: str, label: str) -> str:
        if label in ("NOM", "PRENOM", "VILLE"):

            def swap(match: regex.Match[str]) -> str:
                key = (label, match[0].lower())
                if (len(match[0]) < 4 and label != "PRENOM") or len(match[0]) < 3 or regex.search(r"\d", surface):
                    return match[0]
                chosen.setdefault(key, names.draw(label, chance))
                return _as_written(chosen[key], match[0])

            pattern = r"\p{L}+(?:[ '’-]\p{L}+)*" if label == "VILLE" else r"\p{L}+"
            return regex.sub(pattern, swap, surface)
        if label in ("HOPITAL", "ADRESSE"):
            from privacy.likeness import is_word

            def place(match: regex.Match[str]) -> str:
                if is_word(match[0]) or chance.random() < 0.3:
                    return match[0]
                key = ("PLACE", match[0].lower())
                chosen.setdefault(key, names.draw(chance.choice(["NOM", "VILLE", "PRENOM"]), chance))
                return _as_written(chosen[key], match[0])

            return regex.sub(r"\p{Lu}\p{L}{3,}", place, surface)
        if label in ("AUTRE_ID", "IPP", "NDA", "TEL") and surface.count("@") == 0:
            return "".join(
                str(chance.randrange(10)) if char.isdigit() and i > 1 else char for i, char in enumerate(surface)
            )
        return surface

    return _rebuilt(marked, another, lambda text: text, "renamed")


def restyled(marked: Marked, style: str, chance: random.Random) -> Marked:
    """The same text in capitals, in lower case, or as a scanner would read it (`style`: upper, lower, ocr)."""
    if style in ("upper", "lower"):
        change: Callable[[str], str] = str.upper if style == "upper" else str.lower

        def safe(text: str) -> str:
            return "".join(change(char) if len(change(char)) == 1 else char for char in text)

        return _rebuilt(marked, lambda surface, _: safe(surface), safe, style)

    rates = dict.fromkeys(range(len(_OCR)), chance.choice([0.05, 0.15, 0.4]))

    def damage(text: str) -> str:
        out, at = [], 0
        while at < len(text):
            for index, (old, new) in enumerate(_OCR):
                if text.startswith(old, at) and chance.random() < rates[index]:
                    out.append(new)
                    at += len(old)
                    break
            else:
                out.append(text[at])
                at += 1
        return "".join(out)

    return _rebuilt(marked, lambda surface, _: damage(surface), damage, style)


def _rebuilt(marked: Marked, inside: Callable[[str, str], str], outside: Callable[[str], str], suffix: str) -> Marked:
    text, spans, last = "", [], 0
    for start, end, label in marked.spans:
        text += outside(marked.text[last:start])
        surface = inside(marked.text[start:end], label)
        spans.append((len(text), len(text) + len(surface), label))
        text += surface
        last = end
    return Marked(marked.group, f"{marked.name}+{suffix}", text + outside(marked.text[last:]), tuple(spans))
