"""The brief: what is chosen, and how it is written."""
