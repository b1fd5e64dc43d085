"""A trained tagger of identities: linear-chain CRF on features of letters, context, vocabulary and rules."""
