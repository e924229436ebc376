"""order of children

Lists of children stand in the order of rhythm, pseudonym and number.

Revision: 0004, after 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("children", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_children_rhythm_pseudonym_number"), ["rhythm", "pseudonym", "number"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("children", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_children_rhythm_pseudonym_number"))
