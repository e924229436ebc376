"""The worker's entry point: `python worker.py`. Start as many as there are processors to spare, on any machine."""

from __future__ import annotations

from app.running.worker import main

if __name__ == "__main__":
    main()
