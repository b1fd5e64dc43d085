"""Search inside one patient: units, BM25, vectors, ranking."""
