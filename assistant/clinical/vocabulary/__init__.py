"""Vocabularies of clinical reading, as data with their sources (README.md), and what loads them."""
