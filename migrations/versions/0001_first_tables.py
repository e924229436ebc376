"""The first tables.

Revision: 0001, the first
"""

import sqlalchemy as sa
from alembic import op

from app.models.append_only import removal, statements

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

#: their rows stay as they were written
SEALED_TABLES = ('disclosures', 'concerns', 'concern_steps')


def upgrade() -> None:
    op.create_table('attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('window', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts')),
    sa.UniqueConstraint('key', 'window', name=op.f('uq_attempts_key_window'))
    )
    op.create_table('declared_days',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('workday', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declared_days')),
    sa.UniqueConstraint('day', name=op.f('uq_declared_days_day'))
    )
    op.create_table('installation',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_installation'))
    )
    op.create_table('places',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_zh', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('sound', sa.String(length=200), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('lon', sa.Double(), nullable=False),
    sa.Column('source', sa.String(length=12), nullable=False),
    sa.Column('staffed', sa.JSON(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['places.id'], name=op.f('fk_places_parent_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_places')),
    sa.UniqueConstraint('code', name=op.f('uq_places_code')),
    sa.UniqueConstraint('public_id', name=op.f('uq_places_public_id'))
    )
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_places_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_places_name_zh'), ['name_zh'], unique=False)
        batch_op.create_index(batch_op.f('ix_places_parent_id'), ['parent_id'], unique=False)

    op.create_table('programmes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('name_zh', sa.String(length=120), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programmes')),
    sa.UniqueConstraint('code', name=op.f('uq_programmes_code')),
    sa.UniqueConstraint('public_id', name=op.f('uq_programmes_public_id'))
    )
    op.create_table('search_tokens',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=10), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_tokens'))
    )
    with op.batch_alter_table('search_tokens', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_tokens_row_id'), ['row_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_search_tokens_token'), ['token'], unique=False)

    op.create_table('seasons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_seasons_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seasons')),
    sa.UniqueConstraint('public_id', name=op.f('uq_seasons_public_id'))
    )
    op.create_table('ticks',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('ran_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_ticks'))
    )
    op.create_table('children',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pseudonym', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=False),
    sa.Column('sex', sa.String(length=6), nullable=False),
    sa.Column('born', sa.Date(), nullable=False),
    sa.Column('village_id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=True),
    sa.Column('meeting_place_id', sa.Integer(), nullable=True),
    sa.Column('second_adult', sa.String(length=10), nullable=False),
    sa.Column('boards', sa.Boolean(), nullable=False),
    sa.Column('rhythm', sa.Integer(), nullable=False),
    sa.Column('study_help', sa.Boolean(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('interests', sa.JSON(), nullable=False),
    sa.Column('windows', sa.JSON(), nullable=False),
    sa.Column('sibling_group', sa.Integer(), nullable=True),
    sa.Column('assent', sa.Boolean(), nullable=False),
    sa.Column('wishes', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('closed_reason', sa.String(length=40), nullable=False),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('waiting_since', sa.Date(), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('rhythm between 1 and 4', name=op.f('ck_children_rhythm')),
    sa.ForeignKeyConstraint(['meeting_place_id'], ['places.id'], name=op.f('fk_children_meeting_place_id_places')),
    sa.ForeignKeyConstraint(['school_id'], ['places.id'], name=op.f('fk_children_school_id_places')),
    sa.ForeignKeyConstraint(['village_id'], ['places.id'], name=op.f('fk_children_village_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_children')),
    sa.UniqueConstraint('pseudonym', 'number', name=op.f('uq_children_pseudonym_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_children_public_id'))
    )
    with op.batch_alter_table('children', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_children_file_key'), ['file_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_children_meeting_place_id'), ['meeting_place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_children_school_id'), ['school_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_children_sibling_group'), ['sibling_group'], unique=False)
        batch_op.create_index(batch_op.f('ix_children_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_children_village_id'), ['village_id'], unique=False)

    op.create_table('supporters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('phone', sa.LargeBinary(), nullable=False),
    sa.Column('phone_hash', sa.LargeBinary(), nullable=True),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('gender', sa.String(length=6), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=False),
    sa.Column('base_id', sa.Integer(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('interests', sa.JSON(), nullable=False),
    sa.Column('mode', sa.String(length=8), nullable=False),
    sa.Column('travel_limit', sa.Integer(), nullable=False),
    sa.Column('caseload', sa.Integer(), nullable=False),
    sa.Column('weekly_minutes', sa.Integer(), nullable=False),
    sa.Column('experience_months', sa.Integer(), nullable=False),
    sa.Column('stays_until', sa.Date(), nullable=True),
    sa.Column('windows', sa.JSON(), nullable=False),
    sa.Column('probation', sa.Boolean(), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('caseload between 0 and 200', name=op.f('ck_supporters_caseload')),
    sa.CheckConstraint('travel_limit between 0 and 240', name=op.f('ck_supporters_travel_limit')),
    sa.CheckConstraint('weekly_minutes between 0 and 10080', name=op.f('ck_supporters_weekly_minutes')),
    sa.ForeignKeyConstraint(['base_id'], ['places.id'], name=op.f('fk_supporters_base_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supporters')),
    sa.UniqueConstraint('public_id', name=op.f('uq_supporters_public_id'))
    )
    with op.batch_alter_table('supporters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supporters_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_supporters_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_supporters_phone_hash'), ['phone_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_supporters_state'), ['state'], unique=False)

    op.create_table('accounts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('handle', sa.LargeBinary(), nullable=False),
    sa.Column('handle_hash', sa.LargeBinary(length=16), nullable=False),
    sa.Column('phone', sa.LargeBinary(), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('totp_secret', sa.LargeBinary(), nullable=True),
    sa.Column('totp_step', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('calendar_key', sa.String(length=43), nullable=True),
    sa.Column('supporter_id', sa.Integer(), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_accounts_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('calendar_key', name=op.f('uq_accounts_calendar_key')),
    sa.UniqueConstraint('handle_hash', name=op.f('uq_accounts_handle_hash')),
    sa.UniqueConstraint('public_id', name=op.f('uq_accounts_public_id'))
    )
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accounts_supporter_id'), ['supporter_id'], unique=True)

    op.create_table('away',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_away_order')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_away_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_away'))
    )
    with op.batch_alter_table('away', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_away_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('declined_pairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('said_by', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_declined_pairs_child_id_children')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_declined_pairs_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declined_pairs')),
    sa.UniqueConstraint('child_id', 'supporter_id', 'role', name=op.f('uq_declined_pairs_child_id_supporter_id_role'))
    )
    with op.batch_alter_table('declined_pairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_declined_pairs_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_declined_pairs_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('guardians',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('phone', sa.LargeBinary(), nullable=False),
    sa.Column('phone_hash', sa.LargeBinary(), nullable=True),
    sa.Column('relation', sa.String(length=20), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('device', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_guardians_child_id_children')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardians'))
    )
    with op.batch_alter_table('guardians', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardians_child_id'), ['child_id'], unique=True)
        batch_op.create_index(batch_op.f('ix_guardians_phone_hash'), ['phone_hash'], unique=False)

    op.create_table('changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('subject', sa.String(length=12), nullable=False),
    sa.Column('subject_id', sa.String(length=22), nullable=False),
    sa.Column('fields', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['accounts.id'], name=op.f('fk_changes_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changes'))
    )
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_changes_by'), ['by'], unique=False)
        batch_op.create_index(batch_op.f('ix_changes_subject'), ['subject'], unique=False)
        batch_op.create_index(batch_op.f('ix_changes_subject_id'), ['subject_id'], unique=False)

    op.create_table('concerns',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reporter_id', sa.Integer(), nullable=True),
    sa.Column('child_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('called_110', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_concerns_child_id_children')),
    sa.ForeignKeyConstraint(['reporter_id'], ['accounts.id'], name=op.f('fk_concerns_reporter_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concerns')),
    sa.UniqueConstraint('public_id', name=op.f('uq_concerns_public_id'))
    )
    with op.batch_alter_table('concerns', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concerns_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_concerns_reporter_id'), ['reporter_id'], unique=False)

    op.create_table('consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_consents_child_id_children')),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name=op.f('fk_consents_recorded_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consents_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consents_recorded_by'), ['recorded_by'], unique=False)

    op.create_table('disclosures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('roles', sa.String(length=60), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=12), nullable=False),
    sa.Column('subject_id', sa.String(length=22), nullable=False),
    sa.Column('detail', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_disclosures_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosures'))
    )
    with op.batch_alter_table('disclosures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosures_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosures_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosures_subject_id'), ['subject_id'], unique=False)

    op.create_table('doubtful_pairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=10), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('decision', sa.String(length=8), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_doubtful_pairs_decided_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_doubtful_pairs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_doubtful_pairs_public_id'))
    )
    with op.batch_alter_table('doubtful_pairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_doubtful_pairs_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_doubtful_pairs_one_id'), ['one_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_doubtful_pairs_other_id'), ['other_id'], unique=False)

    op.create_table('erasures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('subject', sa.String(length=22), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['accounts.id'], name=op.f('fk_erasures_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures'))
    )
    with op.batch_alter_table('erasures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_erasures_by'), ['by'], unique=False)
        batch_op.create_index(batch_op.f('ix_erasures_subject'), ['subject'], unique=False)

    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('detail', sa.String(length=20), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_reason', sa.String(length=40), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('approved_by is null or recorded_by is null or approved_by <> recorded_by', name=op.f('ck_evidence_two_people')),
    sa.ForeignKeyConstraint(['approved_by'], ['accounts.id'], name=op.f('fk_evidence_approved_by_accounts')),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name=op.f('fk_evidence_recorded_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_evidence_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('public_id', name=op.f('uq_evidence_public_id'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_approved_by'), ['approved_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_recorded_by'), ['recorded_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('exclusions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.String(length=12), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_exclusions_child_id_children')),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name=op.f('fk_exclusions_recorded_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_exclusions_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusions')),
    sa.UniqueConstraint('child_id', 'supporter_id', name=op.f('uq_exclusions_child_id_supporter_id'))
    )
    with op.batch_alter_table('exclusions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exclusions_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exclusions_recorded_by'), ['recorded_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_exclusions_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('grants',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('granted_by', sa.Integer(), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_grants_account_id_accounts')),
    sa.ForeignKeyConstraint(['granted_by'], ['accounts.id'], name=op.f('fk_grants_granted_by_accounts')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_grants_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grants')),
    sa.UniqueConstraint('account_id', 'role', 'place_id', name=op.f('uq_grants_account_id_role_place_id'))
    )
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grants_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_grants_granted_by'), ['granted_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_grants_place_id'), ['place_id'], unique=False)

    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('invited_by', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_invitations_account_id_accounts')),
    sa.ForeignKeyConstraint(['invited_by'], ['accounts.id'], name=op.f('fk_invitations_invited_by_accounts')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_invitations_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitations_token_hash'))
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitations_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitations_invited_by'), ['invited_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitations_place_id'), ['place_id'], unique=False)

    op.create_table('messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=True),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=200), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_messages_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('public_id', name=op.f('uq_messages_public_id'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_messages_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_messages_state'), ['state'], unique=False)

    op.create_table('pins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_pins_child_id_children')),
    sa.ForeignKeyConstraint(['set_by'], ['accounts.id'], name=op.f('fk_pins_set_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_pins_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pins')),
    sa.UniqueConstraint('child_id', 'supporter_id', 'role', name=op.f('uq_pins_child_id_supporter_id_role'))
    )
    with op.batch_alter_table('pins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pins_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pins_set_by'), ['set_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_pins_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('programme_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_programme_versions_made_by_accounts')),
    sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_programme_versions_programme_id_programmes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_versions')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_programme_versions_programme_id_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_programme_versions_public_id'))
    )
    with op.batch_alter_table('programme_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_versions_made_by'), ['made_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_programme_versions_programme_id'), ['programme_id'], unique=False)

    op.create_table('sessions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('key_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('device', sa.String(length=12), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sessions_account_id_accounts')),
    sa.ForeignKeyConstraint(['ended_by'], ['accounts.id'], name=op.f('fk_sessions_ended_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_sessions_key_hash')),
    sa.UniqueConstraint('public_id', name=op.f('uq_sessions_public_id'))
    )
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sessions_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sessions_ended_by'), ['ended_by'], unique=False)

    op.create_table('sign_in_codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handle_hash', sa.LargeBinary(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('code_hash', sa.LargeBinary(length=16), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_sign_in_codes_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_codes')),
    sa.UniqueConstraint('handle_hash', name=op.f('uq_sign_in_codes_handle_hash'))
    )
    with op.batch_alter_table('sign_in_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_codes_account_id'), ['account_id'], unique=False)

    op.create_table('uploads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('brought_by', sa.Integer(), nullable=True),
    sa.Column('rows', sa.LargeBinary(), nullable=True),
    sa.Column('faults', sa.LargeBinary(), nullable=True),
    sa.Column('counts', sa.LargeBinary(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['brought_by'], ['accounts.id'], name=op.f('fk_uploads_brought_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads')),
    sa.UniqueConstraint('public_id', name=op.f('uq_uploads_public_id'))
    )
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_uploads_brought_by'), ['brought_by'], unique=False)

    op.create_table('concern_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('concern_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['accounts.id'], name=op.f('fk_concern_steps_by_accounts')),
    sa.ForeignKeyConstraint(['concern_id'], ['concerns.id'], name=op.f('fk_concern_steps_concern_id_concerns')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concern_steps')),
    sa.UniqueConstraint('public_id', name=op.f('uq_concern_steps_public_id'))
    )
    with op.batch_alter_table('concern_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concern_steps_by'), ['by'], unique=False)
        batch_op.create_index(batch_op.f('ix_concern_steps_concern_id'), ['concern_id'], unique=False)

    op.create_table('rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('request_key', sa.String(length=43), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('programme_version_id', sa.Integer(), nullable=False),
    sa.Column('scope_id', sa.Integer(), nullable=True),
    sa.Column('earlier_id', sa.Integer(), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('workers', sa.Integer(), nullable=False),
    sa.Column('token', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rung_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stop_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=40), nullable=False),
    sa.Column('progress', sa.JSON(), nullable=False),
    sa.Column('problem', sa.LargeBinary(), nullable=True),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('plan_hash', sa.String(length=64), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('seconds between 1 and 3600', name=op.f('ck_rounds_seconds')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_rounds_asked_by_accounts')),
    sa.ForeignKeyConstraint(['earlier_id'], ['rounds.id'], name=op.f('fk_rounds_earlier_id_rounds')),
    sa.ForeignKeyConstraint(['programme_version_id'], ['programme_versions.id'], name=op.f('fk_rounds_programme_version_id_programme_versions')),
    sa.ForeignKeyConstraint(['published_by'], ['accounts.id'], name=op.f('fk_rounds_published_by_accounts')),
    sa.ForeignKeyConstraint(['scope_id'], ['places.id'], name=op.f('fk_rounds_scope_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rounds')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rounds_public_id')),
    sa.UniqueConstraint('request_key', name=op.f('uq_rounds_request_key'))
    )
    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rounds_asked_by'), ['asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_rounds_earlier_id'), ['earlier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rounds_programme_version_id'), ['programme_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rounds_published_by'), ['published_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_rounds_scope_id'), ['scope_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rounds_state'), ['state'], unique=False)

    op.create_table('matches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('paired_by', sa.Integer(), nullable=True),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_by', sa.Date(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('live_from', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(length=30), nullable=False),
    sa.Column('decline_reason', sa.String(length=20), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('half_hour', sa.Integer(), nullable=True),
    sa.Column('every_weeks', sa.Integer(), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('second_adult', sa.String(length=10), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('half_hour is null or half_hour between 0 and 335', name=op.f('ck_matches_half_hour')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_matches_child_id_children')),
    sa.ForeignKeyConstraint(['paired_by'], ['accounts.id'], name=op.f('fk_matches_paired_by_accounts')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_matches_place_id_places')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_matches_round_id_rounds')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_matches_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matches')),
    sa.UniqueConstraint('public_id', name=op.f('uq_matches_public_id'))
    )
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_matches_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_matches_paired_by'), ['paired_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_matches_place_id'), ['place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_matches_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_matches_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_matches_supporter_id'), ['supporter_id'], unique=False)
        batch_op.create_index('uq_matches_seat', ['child_id', 'role', 'seat'], unique=True, sqlite_where=sa.text("state in ('offered','live')"), postgresql_where=sa.text("state in ('offered','live')"))

    op.create_table('open_roles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('funnel', sa.JSON(), nullable=False),
    sa.Column('bite', sa.String(length=30), nullable=False),
    sa.Column('near_misses', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_open_roles_child_id_children')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_open_roles_round_id_rounds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_open_roles'))
    )
    with op.batch_alter_table('open_roles', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_open_roles_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_open_roles_round_id'), ['round_id'], unique=False)

    op.create_table('placements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('half_hour', sa.Integer(), nullable=True),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('change', sa.String(length=6), nullable=False),
    sa.Column('decision', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decline_reason', sa.String(length=20), nullable=False),
    sa.Column('conflict', sa.String(length=40), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_placements_child_id_children')),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_placements_decided_by_accounts')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_placements_round_id_rounds')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_placements_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placements')),
    sa.UniqueConstraint('public_id', name=op.f('uq_placements_public_id')),
    sa.UniqueConstraint('round_id', 'child_id', 'role', 'seat', name=op.f('uq_placements_round_id_child_id_role_seat'))
    )
    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_placements_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placements_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_placements_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placements_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('round_samples',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=False),
    sa.Column('wish', sa.String(length=30), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.Column('best', sa.Double(), nullable=True),
    sa.Column('bound', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_round_samples_round_id_rounds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_samples'))
    )
    with op.batch_alter_table('round_samples', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_samples_round_id'), ['round_id'], unique=False)

    op.create_table('meetings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('match_id', sa.Integer(), nullable=False),
    sa.Column('planned_for', sa.DateTime(timezone=True), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('late_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minutes_held', sa.Integer(), nullable=True),
    sa.Column('felt', sa.Integer(), nullable=True),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('felt between 1 and 3', name=op.f('ck_meetings_felt')),
    sa.ForeignKeyConstraint(['changed_by'], ['accounts.id'], name=op.f('fk_meetings_changed_by_accounts')),
    sa.ForeignKeyConstraint(['match_id'], ['matches.id'], name=op.f('fk_meetings_match_id_matches')),
    sa.ForeignKeyConstraint(['noted_by'], ['accounts.id'], name=op.f('fk_meetings_noted_by_accounts')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_meetings_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings')),
    sa.UniqueConstraint('match_id', 'planned_for', name=op.f('uq_meetings_match_id_planned_for')),
    sa.UniqueConstraint('public_id', name=op.f('uq_meetings_public_id'))
    )
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meetings_changed_by'), ['changed_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_match_id'), ['match_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_noted_by'), ['noted_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_place_id'), ['place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_starts_at'), ['starts_at'], unique=False)


    for table in SEALED_TABLES:
        for statement in statements(table, op.get_context().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in SEALED_TABLES:
        for statement in removal(table, op.get_context().dialect.name):
            op.execute(statement)

    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meetings_starts_at'))
        batch_op.drop_index(batch_op.f('ix_meetings_place_id'))
        batch_op.drop_index(batch_op.f('ix_meetings_noted_by'))
        batch_op.drop_index(batch_op.f('ix_meetings_match_id'))
        batch_op.drop_index(batch_op.f('ix_meetings_changed_by'))

    op.drop_table('meetings')
    with op.batch_alter_table('round_samples', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_samples_round_id'))

    op.drop_table('round_samples')
    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_placements_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_placements_round_id'))
        batch_op.drop_index(batch_op.f('ix_placements_decided_by'))
        batch_op.drop_index(batch_op.f('ix_placements_child_id'))

    op.drop_table('placements')
    with op.batch_alter_table('open_roles', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_open_roles_round_id'))
        batch_op.drop_index(batch_op.f('ix_open_roles_child_id'))

    op.drop_table('open_roles')
    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.drop_index('uq_matches_seat', sqlite_where=sa.text("state in ('offered','live')"), postgresql_where=sa.text("state in ('offered','live')"))
        batch_op.drop_index(batch_op.f('ix_matches_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_matches_state'))
        batch_op.drop_index(batch_op.f('ix_matches_round_id'))
        batch_op.drop_index(batch_op.f('ix_matches_place_id'))
        batch_op.drop_index(batch_op.f('ix_matches_paired_by'))
        batch_op.drop_index(batch_op.f('ix_matches_child_id'))

    op.drop_table('matches')
    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rounds_state'))
        batch_op.drop_index(batch_op.f('ix_rounds_scope_id'))
        batch_op.drop_index(batch_op.f('ix_rounds_published_by'))
        batch_op.drop_index(batch_op.f('ix_rounds_programme_version_id'))
        batch_op.drop_index(batch_op.f('ix_rounds_earlier_id'))
        batch_op.drop_index(batch_op.f('ix_rounds_asked_by'))

    op.drop_table('rounds')
    with op.batch_alter_table('concern_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concern_steps_concern_id'))
        batch_op.drop_index(batch_op.f('ix_concern_steps_by'))

    op.drop_table('concern_steps')
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_uploads_brought_by'))

    op.drop_table('uploads')
    with op.batch_alter_table('sign_in_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_codes_account_id'))

    op.drop_table('sign_in_codes')
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sessions_ended_by'))
        batch_op.drop_index(batch_op.f('ix_sessions_account_id'))

    op.drop_table('sessions')
    with op.batch_alter_table('programme_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_versions_programme_id'))
        batch_op.drop_index(batch_op.f('ix_programme_versions_made_by'))

    op.drop_table('programme_versions')
    with op.batch_alter_table('pins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pins_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_pins_set_by'))
        batch_op.drop_index(batch_op.f('ix_pins_child_id'))

    op.drop_table('pins')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_messages_state'))
        batch_op.drop_index(batch_op.f('ix_messages_account_id'))

    op.drop_table('messages')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_place_id'))
        batch_op.drop_index(batch_op.f('ix_invitations_invited_by'))
        batch_op.drop_index(batch_op.f('ix_invitations_account_id'))

    op.drop_table('invitations')
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grants_place_id'))
        batch_op.drop_index(batch_op.f('ix_grants_granted_by'))
        batch_op.drop_index(batch_op.f('ix_grants_account_id'))

    op.drop_table('grants')
    with op.batch_alter_table('exclusions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exclusions_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_exclusions_recorded_by'))
        batch_op.drop_index(batch_op.f('ix_exclusions_child_id'))

    op.drop_table('exclusions')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_recorded_by'))
        batch_op.drop_index(batch_op.f('ix_evidence_approved_by'))

    op.drop_table('evidence')
    with op.batch_alter_table('erasures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_erasures_subject'))
        batch_op.drop_index(batch_op.f('ix_erasures_by'))

    op.drop_table('erasures')
    with op.batch_alter_table('doubtful_pairs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_doubtful_pairs_other_id'))
        batch_op.drop_index(batch_op.f('ix_doubtful_pairs_one_id'))
        batch_op.drop_index(batch_op.f('ix_doubtful_pairs_decided_by'))

    op.drop_table('doubtful_pairs')
    with op.batch_alter_table('disclosures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosures_subject_id'))
        batch_op.drop_index(batch_op.f('ix_disclosures_action'))
        batch_op.drop_index(batch_op.f('ix_disclosures_account_id'))

    op.drop_table('disclosures')
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consents_recorded_by'))
        batch_op.drop_index(batch_op.f('ix_consents_child_id'))

    op.drop_table('consents')
    with op.batch_alter_table('concerns', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concerns_reporter_id'))
        batch_op.drop_index(batch_op.f('ix_concerns_child_id'))

    op.drop_table('concerns')
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_changes_subject_id'))
        batch_op.drop_index(batch_op.f('ix_changes_subject'))
        batch_op.drop_index(batch_op.f('ix_changes_by'))

    op.drop_table('changes')
    with op.batch_alter_table('guardians', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guardians_phone_hash'))
        batch_op.drop_index(batch_op.f('ix_guardians_child_id'))

    op.drop_table('guardians')
    with op.batch_alter_table('declined_pairs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_declined_pairs_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_declined_pairs_child_id'))

    op.drop_table('declined_pairs')
    with op.batch_alter_table('away', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_away_supporter_id'))

    op.drop_table('away')
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accounts_supporter_id'))

    op.drop_table('accounts')
    with op.batch_alter_table('supporters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supporters_state'))
        batch_op.drop_index(batch_op.f('ix_supporters_phone_hash'))
        batch_op.drop_index(batch_op.f('ix_supporters_kind'))
        batch_op.drop_index(batch_op.f('ix_supporters_base_id'))

    op.drop_table('supporters')
    with op.batch_alter_table('children', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_children_village_id'))
        batch_op.drop_index(batch_op.f('ix_children_state'))
        batch_op.drop_index(batch_op.f('ix_children_sibling_group'))
        batch_op.drop_index(batch_op.f('ix_children_school_id'))
        batch_op.drop_index(batch_op.f('ix_children_meeting_place_id'))
        batch_op.drop_index(batch_op.f('ix_children_file_key'))

    op.drop_table('children')
    op.drop_table('ticks')
    op.drop_table('seasons')
    with op.batch_alter_table('search_tokens', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_tokens_token'))
        batch_op.drop_index(batch_op.f('ix_search_tokens_row_id'))

    op.drop_table('search_tokens')
    op.drop_table('programmes')
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_places_parent_id'))
        batch_op.drop_index(batch_op.f('ix_places_name_zh'))
        batch_op.drop_index(batch_op.f('ix_places_kind'))

    op.drop_table('places')
    op.drop_table('installation')
    op.drop_table('declared_days')
    op.drop_table('attempts')
