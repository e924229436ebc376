"""One vocabulary of needs: forms and spreadsheets say the same codes.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: code of the forms → code of the spreadsheets
ONE_WORD = {
    "study": "study_help",
    "emotion": "loneliness",
    "health": "health_follow_up",
    "guardianship": "weak_guardianship",
    "phone": "phone_overuse",
}


def upgrade() -> None:
    children = sa.table("children", sa.column("id", sa.Integer), sa.column("needs", sa.JSON))
    connection = op.get_bind()
    for row_id, needs in connection.execute(sa.select(children.c.id, children.c.needs)).all():
        renamed = list(dict.fromkeys(ONE_WORD.get(code, code) for code in needs or []))
        if renamed != needs:
            connection.execute(children.update().where(children.c.id == row_id).values(needs=renamed))


def downgrade() -> None:
    """Nothing: the newer codes were known before too, as those of spreadsheets."""
