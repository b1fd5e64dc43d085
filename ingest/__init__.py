"""Reads source files into documents; knows formats, knows no patient store."""
