"""Real servers for the tests: PostgreSQL, Valkey, workers, web and browser. Fixtures stand beside what they start."""
