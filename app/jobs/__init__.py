"""What workers run: an id in, claim, read, call, record."""
