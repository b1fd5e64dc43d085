"""A LangChain parser for each format."""
