"""Who is at which opening, when."""
