"""Read-only questions for pages and policies."""
