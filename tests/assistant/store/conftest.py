from tests.databases import keys, masters, new_url, postgres

__all__ = ["keys", "masters", "new_url", "postgres"]
