"""activities rotas and messages

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('activity_templates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('name_zh', sa.String(length=120), nullable=False),
    sa.Column('patterns', sa.JSON(), nullable=False),
    sa.Column('duties', sa.JSON(), nullable=False),
    sa.Column('way_home', sa.String(length=8), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('children', sa.Integer(), nullable=False),
    sa.Column('ratio', sa.Integer(), nullable=True),
    sa.Column('least_adults', sa.Integer(), nullable=False),
    sa.Column('needs_woman', sa.Boolean(), nullable=False),
    sa.Column('needs_first_aider', sa.Boolean(), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('may_stay_closed', sa.Boolean(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('children between 0 and 500', name=op.f('ck_activity_templates_children')),
    sa.CheckConstraint('least_adults between 1 and 20', name=op.f('ck_activity_templates_least_adults')),
    sa.CheckConstraint('ratio is null or ratio between 1 and 50', name=op.f('ck_activity_templates_ratio')),
    sa.CheckConstraint('urgency between 1 and 10', name=op.f('ck_activity_templates_urgency')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_templates')),
    sa.UniqueConstraint('code', name=op.f('uq_activity_templates_code')),
    sa.UniqueConstraint('public_id', name=op.f('uq_activity_templates_public_id'))
    )
    op.create_table('certificate_years',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_certificate_years'))
    )
    op.create_table('gateways',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('url', sa.LargeBinary(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_gateways_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gateways')),
    sa.UniqueConstraint('public_id', name=op.f('uq_gateways_public_id'))
    )
    with op.batch_alter_table('gateways', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gateways_place_id'), ['place_id'], unique=False)

    op.create_table('tickets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rests', sa.Boolean(), nullable=False),
    sa.Column('absence_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number between 1 and 9999', name=op.f('ck_tickets_number')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_tickets_child_id_children')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_tickets_place_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('place_id', 'child_id', name=op.f('uq_tickets_place_id_child_id')),
    sa.UniqueConstraint('place_id', 'number', name=op.f('uq_tickets_place_id_number'))
    )
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tickets_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tickets_place_id'), ['place_id'], unique=False)

    op.create_table('activity_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('patterns', sa.JSON(), nullable=False),
    sa.Column('duties', sa.JSON(), nullable=False),
    sa.Column('way_home', sa.String(length=8), nullable=False),
    sa.Column('keeper_id', sa.Integer(), nullable=True),
    sa.Column('dated_until', sa.Date(), nullable=True),
    sa.Column('request_key', sa.String(length=43), nullable=True),
    sa.Column('children', sa.Integer(), nullable=False),
    sa.Column('ratio', sa.Integer(), nullable=True),
    sa.Column('least_adults', sa.Integer(), nullable=False),
    sa.Column('needs_woman', sa.Boolean(), nullable=False),
    sa.Column('needs_first_aider', sa.Boolean(), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('may_stay_closed', sa.Boolean(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('children between 0 and 500', name=op.f('ck_activity_series_children')),
    sa.CheckConstraint('last_day is null or first_day <= last_day', name=op.f('ck_activity_series_order')),
    sa.CheckConstraint('least_adults between 1 and 20', name=op.f('ck_activity_series_least_adults')),
    sa.CheckConstraint('ratio is null or ratio between 1 and 50', name=op.f('ck_activity_series_ratio')),
    sa.CheckConstraint('urgency between 1 and 10', name=op.f('ck_activity_series_urgency')),
    sa.ForeignKeyConstraint(['keeper_id'], ['accounts.id'], name=op.f('fk_activity_series_keeper_id_accounts')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_activity_series_place_id_places')),
    sa.ForeignKeyConstraint(['template_id'], ['activity_templates.id'], name=op.f('fk_activity_series_template_id_activity_templates')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_series')),
    sa.UniqueConstraint('public_id', name=op.f('uq_activity_series_public_id')),
    sa.UniqueConstraint('request_key', name=op.f('uq_activity_series_request_key'))
    )
    with op.batch_alter_table('activity_series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_series_keeper_id'), ['keeper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_series_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_series_place_id'), ['place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_series_template_id'), ['template_id'], unique=False)

    op.create_table('cancellations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('tell_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_people', sa.Integer(), nullable=False),
    sa.Column('restored_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['accounts.id'], name=op.f('fk_cancellations_made_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cancellations')),
    sa.UniqueConstraint('public_id', name=op.f('uq_cancellations_public_id'))
    )
    with op.batch_alter_table('cancellations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cancellations_made_by'), ['made_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_cancellations_tell_at'), ['tell_at'], unique=False)

    op.create_table('certificates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('issuer', sa.String(length=80), nullable=False),
    sa.Column('in_charge', sa.LargeBinary(), nullable=False),
    sa.Column('contact', sa.LargeBinary(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_by', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('request_key', sa.String(length=43), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.Integer(), nullable=True),
    sa.Column('revoked_reason', sa.String(length=20), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_certificates_order')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_certificates_minutes')),
    sa.CheckConstraint('sequence > 0', name=op.f('ck_certificates_sequence')),
    sa.ForeignKeyConstraint(['issued_by'], ['accounts.id'], name=op.f('fk_certificates_issued_by_accounts')),
    sa.ForeignKeyConstraint(['revoked_by'], ['accounts.id'], name=op.f('fk_certificates_revoked_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_certificates_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificates')),
    sa.UniqueConstraint('public_id', name=op.f('uq_certificates_public_id')),
    sa.UniqueConstraint('request_key', 'supporter_id', name=op.f('uq_certificates_request_key_supporter_id')),
    sa.UniqueConstraint('year', 'sequence', name=op.f('uq_certificates_year_sequence'))
    )
    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificates_issued_by'), ['issued_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificates_revoked_by'), ['revoked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificates_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('circle_repairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=True),
    sa.Column('supporter_id', sa.Integer(), nullable=True),
    sa.Column('occasion', sa.String(length=8), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('budget', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rung_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stage', sa.String(length=10), nullable=False),
    sa.Column('failure', sa.String(length=20), nullable=False),
    sa.CheckConstraint('(child_id is null) <> (supporter_id is null)', name=op.f('ck_circle_repairs_of_one')),
    sa.CheckConstraint('budget between 0 and 20', name=op.f('ck_circle_repairs_budget')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_circle_repairs_asked_by_accounts')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_circle_repairs_child_id_children')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_circle_repairs_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circle_repairs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_circle_repairs_public_id'))
    )
    with op.batch_alter_table('circle_repairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_circle_repairs_asked_by'), ['asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_circle_repairs_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_circle_repairs_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_circle_repairs_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('limit_decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=16), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_limit_decisions_decided_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_limit_decisions_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_limit_decisions'))
    )
    with op.batch_alter_table('limit_decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_limit_decisions_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_limit_decisions_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('message_wishes',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.Boolean(), nullable=False),
    sa.Column('sms', sa.Boolean(), nullable=False),
    sa.Column('reminders', sa.Boolean(), nullable=False),
    sa.Column('work', sa.Boolean(), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=True),
    sa.Column('quiet_until', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_message_wishes_account_id_accounts')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_message_wishes'))
    )
    with op.batch_alter_table('message_wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_wishes_account_id'), ['account_id'], unique=False)

    op.create_table('notices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('gateway', sa.String(length=22), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('to', sa.LargeBinary(), nullable=True),
    sa.Column('asked', sa.String(length=22), nullable=True),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['accounts.id'], name=op.f('fk_notices_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('asked', name=op.f('uq_notices_asked')),
    sa.UniqueConstraint('public_id', name=op.f('uq_notices_public_id'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notices_by'), ['by'], unique=False)
        batch_op.create_index(batch_op.f('ix_notices_gateway'), ['gateway'], unique=False)

    op.create_table('place_exclusions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_place_exclusions_place_id_places')),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name=op.f('fk_place_exclusions_recorded_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_place_exclusions_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_exclusions'))
    )
    with op.batch_alter_table('place_exclusions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_place_exclusions_place_id'), ['place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_place_exclusions_recorded_by'), ['recorded_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_place_exclusions_supporter_id'), ['supporter_id'], unique=False)
        batch_op.create_index('uq_place_exclusions_open', ['supporter_id', 'place_id'], unique=True, sqlite_where=sa.text('lifted_at is null'), postgresql_where=sa.text('lifted_at is null'))

    op.create_table('reminders',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stage', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_reminders_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminders')),
    sa.UniqueConstraint('account_id', 'path', 'starts_at', 'stage', name=op.f('uq_reminders_account_id_path_starts_at_stage'))
    )
    with op.batch_alter_table('reminders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminders_account_id'), ['account_id'], unique=False)

    op.create_table('rota_pairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=12), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.Column('end_reason', sa.String(length=12), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("rule in ('apart', 'together')", name=op.f('ck_rota_pairs_rule')),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_rota_pairs_order')),
    sa.ForeignKeyConstraint(['ended_by'], ['accounts.id'], name=op.f('fk_rota_pairs_ended_by_accounts')),
    sa.ForeignKeyConstraint(['one_id'], ['supporters.id'], name=op.f('fk_rota_pairs_one_id_supporters')),
    sa.ForeignKeyConstraint(['other_id'], ['supporters.id'], name=op.f('fk_rota_pairs_other_id_supporters')),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name=op.f('fk_rota_pairs_recorded_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rota_pairs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rota_pairs_public_id'))
    )
    with op.batch_alter_table('rota_pairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rota_pairs_ended_by'), ['ended_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_pairs_one_id'), ['one_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_pairs_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_pairs_recorded_by'), ['recorded_by'], unique=False)
        batch_op.create_index('uq_rota_pairs_standing', ['one_id', 'other_id'], unique=True, sqlite_where=sa.text('ended_at is null'), postgresql_where=sa.text('ended_at is null'))

    op.create_table('supporter_wishes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.String(length=12), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_supporter_wishes_child_id_children')),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name=op.f('fk_supporter_wishes_recorded_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_supporter_wishes_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supporter_wishes')),
    sa.UniqueConstraint('child_id', 'supporter_id', name=op.f('uq_supporter_wishes_child_id_supporter_id'))
    )
    with op.batch_alter_table('supporter_wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supporter_wishes_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_supporter_wishes_recorded_by'), ['recorded_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_supporter_wishes_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('deliveries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.Column('way', sa.String(length=8), nullable=False),
    sa.Column('gateway', sa.String(length=22), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=40), nullable=False),
    sa.CheckConstraint('(message_id is null) <> (notice_id is null)', name=op.f('ck_deliveries_one_text')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_deliveries_message_id_messages')),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_deliveries_notice_id_notices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('message_id', 'way', name=op.f('uq_deliveries_message_id_way'))
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliveries_gateway'), ['gateway'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_message_id'), ['message_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_notice_id'), ['notice_id'], unique=True)
        batch_op.create_index(batch_op.f('ix_deliveries_state'), ['state'], unique=False)

    op.create_table('shifts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('planned_for', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('cancellation_id', sa.Integer(), nullable=True),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('children', sa.Integer(), nullable=False),
    sa.Column('ratio', sa.Integer(), nullable=True),
    sa.Column('least_adults', sa.Integer(), nullable=False),
    sa.Column('needs_woman', sa.Boolean(), nullable=False),
    sa.Column('needs_first_aider', sa.Boolean(), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('may_stay_closed', sa.Boolean(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('children between 0 and 500', name=op.f('ck_shifts_children')),
    sa.CheckConstraint('least_adults between 1 and 20', name=op.f('ck_shifts_least_adults')),
    sa.CheckConstraint('ratio is null or ratio between 1 and 50', name=op.f('ck_shifts_ratio')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_shifts_order')),
    sa.CheckConstraint('urgency between 1 and 10', name=op.f('ck_shifts_urgency')),
    sa.ForeignKeyConstraint(['cancellation_id'], ['cancellations.id'], name=op.f('fk_shifts_cancellation_id_cancellations')),
    sa.ForeignKeyConstraint(['closed_by'], ['accounts.id'], name=op.f('fk_shifts_closed_by_accounts')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_shifts_place_id_places')),
    sa.ForeignKeyConstraint(['series_id'], ['activity_series.id'], name=op.f('fk_shifts_series_id_activity_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shifts')),
    sa.UniqueConstraint('public_id', name=op.f('uq_shifts_public_id')),
    sa.UniqueConstraint('series_id', 'planned_for', name=op.f('uq_shifts_series_id_planned_for'))
    )
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shifts_cancellation_id'), ['cancellation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shifts_closed_by'), ['closed_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_shifts_place_id'), ['place_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shifts_series_id'), ['series_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shifts_starts_at'), ['starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_shifts_state'), ['state'], unique=False)

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['noted_by'], ['accounts.id'], name=op.f('fk_attendance_noted_by_accounts')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_attendance_shift_id_shifts')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_attendance_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('shift_id', 'ticket_id', name=op.f('uq_attendance_shift_id_ticket_id'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_noted_by'), ['noted_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_shift_id'), ['shift_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_ticket_id'), ['ticket_id'], unique=False)

    op.create_table('openings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=20), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('wanted', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('licences', sa.JSON(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.CheckConstraint('0 <= least and least <= wanted and wanted <= most and most <= 100', name=op.f('ck_openings_headcount')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_openings_shift_id_shifts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openings')),
    sa.UniqueConstraint('id', 'shift_id', name='uq_openings_id_shift_id'),
    sa.UniqueConstraint('public_id', name=op.f('uq_openings_public_id')),
    sa.UniqueConstraint('shift_id', 'duty', name=op.f('uq_openings_shift_id_duty'))
    )
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_openings_shift_id'), ['shift_id'], unique=False)

    op.create_table('rota_repairs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=True),
    sa.Column('supporter_id', sa.Integer(), nullable=True),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rung_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stage', sa.String(length=10), nullable=False),
    sa.Column('failure', sa.String(length=20), nullable=False),
    sa.CheckConstraint('(shift_id is null) <> (supporter_id is null)', name=op.f('ck_rota_repairs_of_one')),
    sa.CheckConstraint('supporter_id is null or first_day <= last_day', name=op.f('ck_rota_repairs_days')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_rota_repairs_asked_by_accounts')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_rota_repairs_shift_id_shifts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_rota_repairs_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rota_repairs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rota_repairs_public_id'))
    )
    with op.batch_alter_table('rota_repairs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rota_repairs_asked_by'), ['asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_repairs_shift_id'), ['shift_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_repairs_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_repairs_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('round_parts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('solve_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.LargeBinary(), nullable=False),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.Column('progress', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rung_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stage', sa.String(length=10), nullable=False),
    sa.Column('failure', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_round_parts_round_id_rounds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_parts')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_round_parts_round_id_number'))
    )
    with op.batch_alter_table('round_parts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_parts_round_id'), ['round_id'], unique=False)

    op.create_table('shift_alerts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_shift_alerts_shift_id_shifts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift_alerts')),
    sa.UniqueConstraint('shift_id', 'kind', name=op.f('uq_shift_alerts_shift_id_kind'))
    )
    with op.batch_alter_table('shift_alerts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shift_alerts_shift_id'), ['shift_id'], unique=False)

    op.create_table('what_ifs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=10), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=True),
    sa.Column('township_id', sa.Integer(), nullable=True),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tried', sa.Integer(), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rung_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stage', sa.String(length=10), nullable=False),
    sa.Column('failure', sa.String(length=20), nullable=False),
    sa.CheckConstraint('child_id is null or township_id is null', name=op.f('ck_what_ifs_of_one')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_what_ifs_asked_by_accounts')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_what_ifs_child_id_children')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_what_ifs_round_id_rounds')),
    sa.ForeignKeyConstraint(['township_id'], ['places.id'], name=op.f('fk_what_ifs_township_id_places')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_what_ifs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_what_ifs_public_id'))
    )
    with op.batch_alter_table('what_ifs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_what_ifs_asked_by'), ['asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_what_ifs_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_what_ifs_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_what_ifs_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_what_ifs_township_id'), ['township_id'], unique=False)

    op.create_table('assignments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('how', sa.String(length=12), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('placed_by', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('state_before', sa.String(length=10), nullable=False),
    sa.Column('late_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by', sa.Integer(), nullable=True),
    sa.Column('minutes_signed', sa.Integer(), nullable=True),
    sa.Column('minutes_reason', sa.String(length=20), nullable=False),
    sa.Column('signed_off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_off_by', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('checked_out_at is null or checked_in_at <= checked_out_at', name=op.f('ck_assignments_checked')),
    sa.CheckConstraint('minutes_signed is null or minutes_signed between 0 and 1440', name=op.f('ck_assignments_minutes_signed')),
    sa.CheckConstraint('seat between 0 and 99', name=op.f('ck_assignments_seat')),
    sa.ForeignKeyConstraint(['checked_by'], ['accounts.id'], name=op.f('fk_assignments_checked_by_accounts')),
    sa.ForeignKeyConstraint(['opening_id', 'shift_id'], ['openings.id', 'openings.shift_id'], name=op.f('fk_assignments_opening_id_shift_id_openings')),
    sa.ForeignKeyConstraint(['placed_by'], ['accounts.id'], name=op.f('fk_assignments_placed_by_accounts')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_assignments_round_id_rounds')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_assignments_shift_id_shifts')),
    sa.ForeignKeyConstraint(['signed_off_by'], ['accounts.id'], name=op.f('fk_assignments_signed_off_by_accounts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_assignments_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignments')),
    sa.UniqueConstraint('public_id', name=op.f('uq_assignments_public_id'))
    )
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignments_checked_by'), ['checked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_opening_id'), ['opening_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_placed_by'), ['placed_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_shift_id'), ['shift_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_signed_off_by'), ['signed_off_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignments_supporter_id'), ['supporter_id'], unique=False)
        batch_op.create_index('uq_assignments_person', ['shift_id', 'supporter_id'], unique=True, sqlite_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"), postgresql_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"))
        batch_op.create_index('uq_assignments_seat', ['opening_id', 'seat'], unique=True, sqlite_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"), postgresql_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"))

    op.create_table('endings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('match_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('emergency', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('said_by', sa.String(length=10), nullable=False),
    sa.Column('noticed_on', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('nobody_follows', sa.Boolean(), nullable=False),
    sa.Column('contact', sa.String(length=10), nullable=False),
    sa.Column('visit_by', sa.Date(), nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=True),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('last_day >= noticed_on', name=op.f('ck_endings_days')),
    sa.ForeignKeyConstraint(['by'], ['accounts.id'], name=op.f('fk_endings_by_accounts')),
    sa.ForeignKeyConstraint(['match_id'], ['matches.id'], name=op.f('fk_endings_match_id_matches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_endings')),
    sa.UniqueConstraint('public_id', name=op.f('uq_endings_public_id'))
    )
    with op.batch_alter_table('endings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_endings_by'), ['by'], unique=False)
        batch_op.create_index(batch_op.f('ix_endings_match_id'), ['match_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_endings_state'), ['state'], unique=False)
        batch_op.create_index('uq_endings_match', ['match_id'], unique=True, sqlite_where=sa.text("state = 'notice'"), postgresql_where=sa.text("state = 'notice'"))

    op.create_table('rota_placements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('change', sa.String(length=6), nullable=False),
    sa.Column('decision', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decline_reason', sa.String(length=20), nullable=False),
    sa.Column('pinned', sa.Boolean(), nullable=False),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.Column('conflict', sa.String(length=40), nullable=False),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.CheckConstraint("change in ('kept', 'new', 'ended')", name=op.f('ck_rota_placements_change')),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_rota_placements_decided_by_accounts')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_rota_placements_opening_id_openings')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_rota_placements_round_id_rounds')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_rota_placements_shift_id_shifts')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_rota_placements_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rota_placements')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rota_placements_public_id')),
    sa.UniqueConstraint('round_id', 'opening_id', 'supporter_id', name=op.f('uq_rota_placements_round_id_opening_id_supporter_id'))
    )
    with op.batch_alter_table('rota_placements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rota_placements_decided_by'), ['decided_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_placements_opening_id'), ['opening_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_placements_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_placements_shift_id'), ['shift_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rota_placements_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('short_handed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('missing_least', sa.Integer(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('safe_children', sa.Integer(), nullable=True),
    sa.Column('funnel', sa.JSON(), nullable=False),
    sa.Column('bite', sa.String(length=30), nullable=False),
    sa.Column('near_misses', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_short_handed_opening_id_openings')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_short_handed_round_id_rounds')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_short_handed_shift_id_shifts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_short_handed')),
    sa.UniqueConstraint('round_id', 'opening_id', name=op.f('uq_short_handed_round_id_opening_id'))
    )
    with op.batch_alter_table('short_handed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_short_handed_opening_id'), ['opening_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_short_handed_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_short_handed_shift_id'), ['shift_id'], unique=False)

    op.create_table('standbys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_standbys_opening_id_openings')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_standbys_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standbys')),
    sa.UniqueConstraint('public_id', name=op.f('uq_standbys_public_id'))
    )
    with op.batch_alter_table('standbys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standbys_opening_id'), ['opening_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_standbys_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_standbys_supporter_id'), ['supporter_id'], unique=False)
        batch_op.create_index('uq_standbys_person', ['opening_id', 'supporter_id'], unique=True, sqlite_where=sa.text("state in ('waiting')"), postgresql_where=sa.text("state in ('waiting')"))

    op.create_table('replacement_asks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('supporter_id', sa.Integer(), nullable=False),
    sa.Column('instead_of_id', sa.Integer(), nullable=True),
    sa.Column('wave', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_replacement_asks_asked_by_accounts')),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignments.id'], name=op.f('fk_replacement_asks_assignment_id_assignments')),
    sa.ForeignKeyConstraint(['instead_of_id'], ['assignments.id'], name=op.f('fk_replacement_asks_instead_of_id_assignments')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_replacement_asks_opening_id_openings')),
    sa.ForeignKeyConstraint(['supporter_id'], ['supporters.id'], name=op.f('fk_replacement_asks_supporter_id_supporters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replacement_asks')),
    sa.UniqueConstraint('opening_id', 'supporter_id', name=op.f('uq_replacement_asks_opening_id_supporter_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_replacement_asks_public_id'))
    )
    with op.batch_alter_table('replacement_asks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_replacement_asks_asked_by'), ['asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_asks_assignment_id'), ['assignment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_asks_instead_of_id'), ['instead_of_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_asks_opening_id'), ['opening_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_asks_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_asks_supporter_id'), ['supporter_id'], unique=False)

    op.create_table('replacement_searches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opening_id', sa.Integer(), nullable=False),
    sa.Column('instead_of_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('wave', sa.Integer(), nullable=False),
    sa.Column('at_once', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by', sa.Integer(), nullable=True),
    sa.Column('stopped_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['begun_by'], ['accounts.id'], name=op.f('fk_replacement_searches_begun_by_accounts')),
    sa.ForeignKeyConstraint(['instead_of_id'], ['assignments.id'], name=op.f('fk_replacement_searches_instead_of_id_assignments')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_replacement_searches_opening_id_openings')),
    sa.ForeignKeyConstraint(['stopped_by'], ['accounts.id'], name=op.f('fk_replacement_searches_stopped_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replacement_searches')),
    sa.UniqueConstraint('public_id', name=op.f('uq_replacement_searches_public_id'))
    )
    with op.batch_alter_table('replacement_searches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_replacement_searches_begun_by'), ['begun_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_searches_instead_of_id'), ['instead_of_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_searches_opening_id'), ['opening_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_searches_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_replacement_searches_stopped_by'), ['stopped_by'], unique=False)
        batch_op.create_index('uq_replacement_searches_opening', ['opening_id'], unique=True, sqlite_where=sa.text("state in ('running')"), postgresql_where=sa.text("state in ('running')"))

    op.create_table('swap_offers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('taken_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_id', sa.String(length=22), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignments.id'], name=op.f('fk_swap_offers_assignment_id_assignments')),
    sa.ForeignKeyConstraint(['taken_id'], ['assignments.id'], name=op.f('fk_swap_offers_taken_id_assignments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_offers')),
    sa.UniqueConstraint('public_id', name=op.f('uq_swap_offers_public_id'))
    )
    with op.batch_alter_table('swap_offers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_offers_assignment_id'), ['assignment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_swap_offers_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_swap_offers_taken_id'), ['taken_id'], unique=False)
        batch_op.create_index('uq_swap_offers_assignment', ['assignment_id'], unique=True, sqlite_where=sa.text("state in ('open')"), postgresql_where=sa.text("state in ('open')"))

    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ends_on', sa.Date(), nullable=True))
        batch_op.drop_index(batch_op.f('uq_matches_seat'), sqlite_where=sa.text("state in ('offered','live')"))
        batch_op.create_index('uq_matches_seat_held', ['child_id', 'role', 'seat'], unique=True, sqlite_where=sa.text("state in ('offered','live') and ends_on is null"), postgresql_where=sa.text("state in ('offered','live') and ends_on is null"))

    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.alter_column('planned_for',
               existing_type=sa.DateTime(timezone=True),
               nullable=True)
        batch_op.drop_column('reminded_at')

    # until now a message that left the house left it by e-mail
    op.execute(
        'insert into deliveries (message_id, way, gateway, state, tries, not_before, sent_at, failure) '
        "select id, 'email', 'SMTP_URL', state, tries, not_before, sent_at, substr(failure, 1, 40) "
        "from messages where state <> 'kept'"
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_messages_state'))
        batch_op.drop_column('failure')
        batch_op.drop_column('tries')
        batch_op.drop_column('sent_at')
        batch_op.drop_column('not_before')
        batch_op.drop_column('state')

    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.add_column(sa.Column('school_out', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column('buses', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))

    with op.batch_alter_table('programme_versions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rota', sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column('live_duties', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column('walk_home', sa.Integer(), nullable=False, server_default='20'))

    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_day', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('place_ids', sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column('keeps', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('adds_only', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('trial', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('trial_rules', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('iterations', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_rounds_span'), "kind <> 'rota' or (first_day is not null and days between 1 and 62)")
        batch_op.create_check_constraint(batch_op.f('ck_rounds_trial'), "not trial or (state <> 'published' and published_at is null)")

    with op.batch_alter_table('supporters', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_aid_until', sa.Date(), nullable=True))

    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('marks', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('asked_by', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('token', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('rung_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('stage', sa.String(length=10), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('failure', sa.String(length=20), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_uploads_asked_by'), ['asked_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_uploads_state'), ['state'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_uploads_asked_by_accounts'), 'accounts', ['asked_by'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_uploads_asked_by_accounts'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_uploads_state'))
        batch_op.drop_index(batch_op.f('ix_uploads_asked_by'))
        batch_op.drop_column('failure')
        batch_op.drop_column('stage')
        batch_op.drop_column('rung_at')
        batch_op.drop_column('lease_until')
        batch_op.drop_column('token')
        batch_op.drop_column('asked_at')
        batch_op.drop_column('asked_by')
        batch_op.drop_column('marks')
        batch_op.drop_column('digest')

    with op.batch_alter_table('supporters', schema=None) as batch_op:
        batch_op.drop_column('first_aid_until')

    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_rounds_trial'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_rounds_span'), type_='check')
        batch_op.drop_column('iterations')
        batch_op.drop_column('trial_rules')
        batch_op.drop_column('trial')
        batch_op.drop_column('adds_only')
        batch_op.drop_column('keeps')
        batch_op.drop_column('place_ids')
        batch_op.drop_column('days')
        batch_op.drop_column('first_day')

    with op.batch_alter_table('programme_versions', schema=None) as batch_op:
        batch_op.drop_column('walk_home')
        batch_op.drop_column('live_duties')
        batch_op.drop_column('rota')

    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.drop_column('buses')
        batch_op.drop_column('school_out')

    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(length=8), nullable=False, server_default='kept'))
        batch_op.add_column(sa.Column('not_before', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('failure', sa.String(length=200), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_messages_state'), ['state'], unique=False)
    for state in ('failed', 'waiting', 'sent'):
        op.execute(
            f"update messages set state = '{state}' "  # noqa: S608 - our own three words
            f"where id in (select message_id from deliveries where state = '{state}')"
        )

    op.execute('update meetings set planned_for = starts_at where planned_for is null')
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('planned_for',
               existing_type=sa.DateTime(timezone=True),
               nullable=False)

    with op.batch_alter_table('matches', schema=None) as batch_op:
        batch_op.drop_index('uq_matches_seat_held', sqlite_where=sa.text("state in ('offered','live') and ends_on is null"), postgresql_where=sa.text("state in ('offered','live') and ends_on is null"))
        batch_op.create_index(batch_op.f('uq_matches_seat'), ['child_id', 'role', 'seat'], unique=1, sqlite_where=sa.text("state in ('offered','live')"))
        batch_op.drop_column('ends_on')

    with op.batch_alter_table('swap_offers', schema=None) as batch_op:
        batch_op.drop_index('uq_swap_offers_assignment', sqlite_where=sa.text("state in ('open')"), postgresql_where=sa.text("state in ('open')"))
        batch_op.drop_index(batch_op.f('ix_swap_offers_taken_id'))
        batch_op.drop_index(batch_op.f('ix_swap_offers_state'))
        batch_op.drop_index(batch_op.f('ix_swap_offers_assignment_id'))

    op.drop_table('swap_offers')
    with op.batch_alter_table('replacement_searches', schema=None) as batch_op:
        batch_op.drop_index('uq_replacement_searches_opening', sqlite_where=sa.text("state in ('running')"), postgresql_where=sa.text("state in ('running')"))
        batch_op.drop_index(batch_op.f('ix_replacement_searches_stopped_by'))
        batch_op.drop_index(batch_op.f('ix_replacement_searches_state'))
        batch_op.drop_index(batch_op.f('ix_replacement_searches_opening_id'))
        batch_op.drop_index(batch_op.f('ix_replacement_searches_instead_of_id'))
        batch_op.drop_index(batch_op.f('ix_replacement_searches_begun_by'))

    op.drop_table('replacement_searches')
    with op.batch_alter_table('replacement_asks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_replacement_asks_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_replacement_asks_state'))
        batch_op.drop_index(batch_op.f('ix_replacement_asks_opening_id'))
        batch_op.drop_index(batch_op.f('ix_replacement_asks_instead_of_id'))
        batch_op.drop_index(batch_op.f('ix_replacement_asks_assignment_id'))
        batch_op.drop_index(batch_op.f('ix_replacement_asks_asked_by'))

    op.drop_table('replacement_asks')
    with op.batch_alter_table('standbys', schema=None) as batch_op:
        batch_op.drop_index('uq_standbys_person', sqlite_where=sa.text("state in ('waiting')"), postgresql_where=sa.text("state in ('waiting')"))
        batch_op.drop_index(batch_op.f('ix_standbys_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_standbys_state'))
        batch_op.drop_index(batch_op.f('ix_standbys_opening_id'))

    op.drop_table('standbys')
    with op.batch_alter_table('short_handed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_short_handed_shift_id'))
        batch_op.drop_index(batch_op.f('ix_short_handed_round_id'))
        batch_op.drop_index(batch_op.f('ix_short_handed_opening_id'))

    op.drop_table('short_handed')
    with op.batch_alter_table('rota_placements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rota_placements_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_rota_placements_shift_id'))
        batch_op.drop_index(batch_op.f('ix_rota_placements_round_id'))
        batch_op.drop_index(batch_op.f('ix_rota_placements_opening_id'))
        batch_op.drop_index(batch_op.f('ix_rota_placements_decided_by'))

    op.drop_table('rota_placements')
    with op.batch_alter_table('endings', schema=None) as batch_op:
        batch_op.drop_index('uq_endings_match', sqlite_where=sa.text("state = 'notice'"), postgresql_where=sa.text("state = 'notice'"))
        batch_op.drop_index(batch_op.f('ix_endings_state'))
        batch_op.drop_index(batch_op.f('ix_endings_match_id'))
        batch_op.drop_index(batch_op.f('ix_endings_by'))

    op.drop_table('endings')
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.drop_index('uq_assignments_seat', sqlite_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"), postgresql_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"))
        batch_op.drop_index('uq_assignments_person', sqlite_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"), postgresql_where=sa.text("state in ('offered', 'accepted', 'done', 'missed')"))
        batch_op.drop_index(batch_op.f('ix_assignments_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_assignments_state'))
        batch_op.drop_index(batch_op.f('ix_assignments_signed_off_by'))
        batch_op.drop_index(batch_op.f('ix_assignments_shift_id'))
        batch_op.drop_index(batch_op.f('ix_assignments_round_id'))
        batch_op.drop_index(batch_op.f('ix_assignments_placed_by'))
        batch_op.drop_index(batch_op.f('ix_assignments_opening_id'))
        batch_op.drop_index(batch_op.f('ix_assignments_checked_by'))

    op.drop_table('assignments')
    with op.batch_alter_table('what_ifs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_what_ifs_township_id'))
        batch_op.drop_index(batch_op.f('ix_what_ifs_state'))
        batch_op.drop_index(batch_op.f('ix_what_ifs_round_id'))
        batch_op.drop_index(batch_op.f('ix_what_ifs_child_id'))
        batch_op.drop_index(batch_op.f('ix_what_ifs_asked_by'))

    op.drop_table('what_ifs')
    with op.batch_alter_table('shift_alerts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_alerts_shift_id'))

    op.drop_table('shift_alerts')
    with op.batch_alter_table('round_parts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_parts_round_id'))

    op.drop_table('round_parts')
    with op.batch_alter_table('rota_repairs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rota_repairs_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_rota_repairs_state'))
        batch_op.drop_index(batch_op.f('ix_rota_repairs_shift_id'))
        batch_op.drop_index(batch_op.f('ix_rota_repairs_asked_by'))

    op.drop_table('rota_repairs')
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_openings_shift_id'))

    op.drop_table('openings')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_ticket_id'))
        batch_op.drop_index(batch_op.f('ix_attendance_shift_id'))
        batch_op.drop_index(batch_op.f('ix_attendance_noted_by'))

    op.drop_table('attendance')
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shifts_state'))
        batch_op.drop_index(batch_op.f('ix_shifts_starts_at'))
        batch_op.drop_index(batch_op.f('ix_shifts_series_id'))
        batch_op.drop_index(batch_op.f('ix_shifts_place_id'))
        batch_op.drop_index(batch_op.f('ix_shifts_closed_by'))
        batch_op.drop_index(batch_op.f('ix_shifts_cancellation_id'))

    op.drop_table('shifts')
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deliveries_state'))
        batch_op.drop_index(batch_op.f('ix_deliveries_notice_id'))
        batch_op.drop_index(batch_op.f('ix_deliveries_message_id'))
        batch_op.drop_index(batch_op.f('ix_deliveries_gateway'))

    op.drop_table('deliveries')
    with op.batch_alter_table('supporter_wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supporter_wishes_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_supporter_wishes_recorded_by'))
        batch_op.drop_index(batch_op.f('ix_supporter_wishes_child_id'))

    op.drop_table('supporter_wishes')
    with op.batch_alter_table('rota_pairs', schema=None) as batch_op:
        batch_op.drop_index('uq_rota_pairs_standing', sqlite_where=sa.text('ended_at is null'), postgresql_where=sa.text('ended_at is null'))
        batch_op.drop_index(batch_op.f('ix_rota_pairs_recorded_by'))
        batch_op.drop_index(batch_op.f('ix_rota_pairs_other_id'))
        batch_op.drop_index(batch_op.f('ix_rota_pairs_one_id'))
        batch_op.drop_index(batch_op.f('ix_rota_pairs_ended_by'))

    op.drop_table('rota_pairs')
    with op.batch_alter_table('reminders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reminders_account_id'))

    op.drop_table('reminders')
    with op.batch_alter_table('place_exclusions', schema=None) as batch_op:
        batch_op.drop_index('uq_place_exclusions_open', sqlite_where=sa.text('lifted_at is null'), postgresql_where=sa.text('lifted_at is null'))
        batch_op.drop_index(batch_op.f('ix_place_exclusions_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_place_exclusions_recorded_by'))
        batch_op.drop_index(batch_op.f('ix_place_exclusions_place_id'))

    op.drop_table('place_exclusions')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notices_gateway'))
        batch_op.drop_index(batch_op.f('ix_notices_by'))

    op.drop_table('notices')
    with op.batch_alter_table('message_wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_wishes_account_id'))

    op.drop_table('message_wishes')
    with op.batch_alter_table('limit_decisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_limit_decisions_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_limit_decisions_decided_by'))

    op.drop_table('limit_decisions')
    with op.batch_alter_table('circle_repairs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_circle_repairs_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_circle_repairs_state'))
        batch_op.drop_index(batch_op.f('ix_circle_repairs_child_id'))
        batch_op.drop_index(batch_op.f('ix_circle_repairs_asked_by'))

    op.drop_table('circle_repairs')
    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificates_supporter_id'))
        batch_op.drop_index(batch_op.f('ix_certificates_revoked_by'))
        batch_op.drop_index(batch_op.f('ix_certificates_issued_by'))

    op.drop_table('certificates')
    with op.batch_alter_table('cancellations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cancellations_tell_at'))
        batch_op.drop_index(batch_op.f('ix_cancellations_made_by'))

    op.drop_table('cancellations')
    with op.batch_alter_table('activity_series', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_series_template_id'))
        batch_op.drop_index(batch_op.f('ix_activity_series_place_id'))
        batch_op.drop_index(batch_op.f('ix_activity_series_kind'))
        batch_op.drop_index(batch_op.f('ix_activity_series_keeper_id'))

    op.drop_table('activity_series')
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tickets_place_id'))
        batch_op.drop_index(batch_op.f('ix_tickets_child_id'))

    op.drop_table('tickets')
    with op.batch_alter_table('gateways', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gateways_place_id'))

    op.drop_table('gateways')
    op.drop_table('certificate_years')
    op.drop_table('activity_templates')
