"""Therapeutic moments: what comes first, what ages, what is vital, what a motif raises."""

from assistant.moments.load import MomentError, load, match_motifs, names

__all__ = ["MomentError", "load", "match_motifs", "names"]
