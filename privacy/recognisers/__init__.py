"""Recognisers of identities in French documents, each with its source and its explanation."""
