"""Write the next numbered migration from the difference between models and newest schema: `make migration NAME="…"`.

It compares on an empty database of its own, migrated to the newest schema. Read what it wrote before committing it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import flask_migrate
from alembic.script import ScriptDirectory

from app import create_app
from app.config import Settings
from app.database import db
from app.factory import MIGRATIONS


def main(name: str) -> None:
    """Write migrations/versions/NNNN_name.py."""
    number = 1 + len(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.sqlite'}"
        settings = Settings.from_environment(data_dir=Path(folder), database_url=url, redis_url="")
        with create_app(settings).app_context():
            flask_migrate.upgrade()
            flask_migrate.revision(message=name, autogenerate=True, rev_id=f"{number:04d}")
            db.engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('Say in a few words what changes: make migration NAME="what changes"')
    main(sys.argv[1])
