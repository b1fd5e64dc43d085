"""Document frequencies of French clinical words: twelve documents make a poor IDF.

`python -m assistant.retrieval.background FOLDER [FOLDER...]` counts every `.txt` and `.tsv` under the folders (a line
counts as a document, inline identity marks dropped), and writes `background.csv.gz`. The shipped table was counted on
dossiers P01 to P16 of the bundled corpus and on the labelled sentences, never on the test split.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from assistant.retrieval.words import tokens

_MARK = re.compile(r"\[([^\[\]]+)\]\(([A-Z_]+)\)")
_TABLE = "background.csv.gz"
LEAST = 2
"""A word seen on fewer lines is left out: it is as rare as one never seen."""


@cache
def frequencies() -> tuple[int, dict[str, int]]:
    """(number of lines counted, {stem: number of lines that hold it})."""
    packed = (files("assistant.retrieval") / _TABLE).read_bytes()
    rows = csv.reader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    _, total = next(rows)
    return int(total), {stem: int(count) for stem, count in rows}


def count(lines: Iterable[str]) -> tuple[int, Counter[str]]:
    """Count on how many of the lines each stem stands."""
    total, found = 0, Counter[str]()
    for line in lines:
        seen = set(tokens(line))
        total += bool(seen)
        found.update(seen)
    return total, found


def _lines(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for path in sorted([*folder.rglob("*.txt"), *folder.rglob("*.tsv")]):
            for line in path.read_text(encoding="utf-8").splitlines():
                # Identities are dropped, dates kept: a name must not be told apart by its rarity.
                text = line.split("\t")[0] if path.suffix == ".tsv" else line
                yield _MARK.sub(lambda mark: mark[1] if mark[2] == "DATE" else " ", text)


def build(folders: Iterable[Path], out: Path) -> int:
    """Write the table; gives the number of stems kept."""
    total, found = count(_lines(folders))
    kept = sorted((stem, n) for stem, n in found.items() if n >= LEAST)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([("", total), *kept])
    out.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))
    return len(kept)


if __name__ == "__main__":
    table = Path(str(files("assistant.retrieval") / _TABLE))
    sys.stderr.write(f"{build(map(Path, sys.argv[1:]), table)} stems\n")
