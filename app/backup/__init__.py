"""The whole database in one encrypted file, and back. The field key is never in it: keep that one elsewhere."""
