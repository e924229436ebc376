"""Codes become words here, in the reader's language."""
