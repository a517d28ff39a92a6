"""News and who follows, talks, captures, replications, opinions, imports of sheets, guides"""

from alembic import op
import sqlalchemy as sa

revision = '0026_news'
down_revision = '0025_certificates'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('fruitless_search',
    sa.Column('words', sa.String(length=120), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('words', 'on', name=op.f('pk_fruitless_search'))
    )
    op.create_table('follow',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('label', sa.String(length=300), nullable=False),
    sa.Column('after_news_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_follow_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow')),
    sa.UniqueConstraint('member_id', 'topic', 'key', name=op.f('uq_follow_member_id_topic_key'))
    )
    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.create_index('ix_follow_topic_key', ['topic', 'key'], unique=False)

    op.create_table('news',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('family', sa.String(length=20), nullable=False),
    sa.Column('subject_type', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(length=40), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['member.id'], name=op.f('fk_news_actor_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_news')),
    sa.UniqueConstraint('key', name=op.f('uq_news_key'))
    )
    with op.batch_alter_table('news', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_news_at'), ['at'], unique=False)
        batch_op.create_index('ix_news_subject_type_subject_id', ['subject_type', 'subject_id'], unique=False)

    op.create_table('news_seen',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('news_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_news_seen_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_news_seen'))
    )
    op.create_table('subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('family', sa.String(length=20), nullable=False),
    sa.Column('frequency', sa.String(length=40), nullable=False),
    sa.Column('told_until', sa.Integer(), nullable=False),
    sa.Column('last_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_subscription_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
    sa.UniqueConstraint('member_id', 'family', name=op.f('uq_subscription_member_id_family'))
    )
    op.create_table('theme_expert',
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('named_by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_theme_expert_member_id_member')),
    sa.ForeignKeyConstraint(['named_by_id'], ['member.id'], name=op.f('fk_theme_expert_named_by_id_member')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_theme_expert_theme_id_theme')),
    sa.PrimaryKeyConstraint('theme_id', 'member_id', name=op.f('pk_theme_expert'))
    )
    op.create_table('comment_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_comment_report_comment_id_comment')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_comment_report_decided_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_comment_report_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_report')),
    sa.UniqueConstraint('comment_id', 'member_id', name=op.f('uq_comment_report_comment_id_member_id'))
    )
    with op.batch_alter_table('comment_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_report_comment_id'), ['comment_id'], unique=False)

    op.create_table('news_topic',
    sa.Column('news_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['news_id'], ['news.id'], name=op.f('fk_news_topic_news_id_news')),
    sa.PrimaryKeyConstraint('news_id', 'topic', 'key', name=op.f('pk_news_topic'))
    )
    with op.batch_alter_table('news_topic', schema=None) as batch_op:
        batch_op.create_index('ix_news_topic_topic_key_news_id', ['topic', 'key', 'news_id'], unique=False)

    op.create_table('guide',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['organization.id'], name=op.f('fk_guide_owner_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guide')),
    sa.UniqueConstraint('slug', name=op.f('uq_guide_slug'))
    )
    with op.batch_alter_table('guide', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guide_owner_id'), ['owner_id'], unique=False)

    op.create_table('sheet_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_sheet_batch_member_id_member')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_sheet_batch_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_batch'))
    )
    with op.batch_alter_table('sheet_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_batch_organization_id'), ['organization_id'], unique=False)

    op.create_table('talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('abstract', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('starts_local', sa.DateTime(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('track', sa.String(length=80), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state NOT IN ('scheduled', 'given', 'published') OR starts_local IS NOT NULL", name=op.f('ck_talk_scheduled_at_an_hour')),
    sa.CheckConstraint('minutes BETWEEN 5 AND 480', name=op.f('ck_talk_lasts_a_while')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_talk_decided_by_id_member')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_talk_event_id_event')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['member.id'], name=op.f('fk_talk_proposed_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk'))
    )
    with op.batch_alter_table('talk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_talk_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_talk_proposed_by_id'), ['proposed_by_id'], unique=False)

    op.create_table('capture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('talk_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('presenter_id', sa.Integer(), nullable=True),
    sa.Column('presenter_name', sa.String(length=120), nullable=False),
    sa.Column('nonce', sa.String(length=40), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['noted_by_id'], ['member.id'], name=op.f('fk_capture_noted_by_id_member')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_capture_practice_id_practice')),
    sa.ForeignKeyConstraint(['presenter_id'], ['member.id'], name=op.f('fk_capture_presenter_id_member')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_capture_stage_id_stage')),
    sa.ForeignKeyConstraint(['talk_id'], ['talk.id'], name=op.f('fk_capture_talk_id_talk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capture')),
    sa.UniqueConstraint('nonce', name=op.f('uq_capture_nonce')),
    sa.UniqueConstraint('practice_id', name=op.f('uq_capture_practice_id'))
    )
    with op.batch_alter_table('capture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capture_presenter_id'), ['presenter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_capture_stage_id'), ['stage_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_capture_talk_id'), ['talk_id'], unique=False)

    op.create_table('guide_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('guide_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('whats_new', sa.Text(), nullable=False),
    sa.Column('attachment_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('position > 0', name=op.f('ck_guide_edition_counted_from_one')),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_guide_edition_attachment_id_attachment')),
    sa.ForeignKeyConstraint(['guide_id'], ['guide.id'], name=op.f('fk_guide_edition_guide_id_guide')),
    sa.ForeignKeyConstraint(['published_by_id'], ['member.id'], name=op.f('fk_guide_edition_published_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guide_edition')),
    sa.UniqueConstraint('guide_id', 'number', name=op.f('uq_guide_edition_guide_id_number')),
    sa.UniqueConstraint('guide_id', 'position', name=op.f('uq_guide_edition_guide_id_position'))
    )
    op.create_table('material',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('talk_id', sa.Integer(), nullable=False),
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=120), nullable=False),
    sa.Column('licence', sa.String(length=120), nullable=False),
    sa.Column('reach', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['member.id'], name=op.f('fk_material_added_by_id_member')),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_material_attachment_id_attachment')),
    sa.ForeignKeyConstraint(['talk_id'], ['talk.id'], name=op.f('fk_material_talk_id_talk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material'))
    )
    with op.batch_alter_table('material', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_material_talk_id'), ['talk_id'], unique=False)

    op.create_table('practice_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['closed_by_id'], ['member.id'], name=op.f('fk_practice_report_closed_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_practice_report_member_id_member')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_report_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_report'))
    )
    with op.batch_alter_table('practice_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_report_practice_id'), ['practice_id'], unique=False)
        batch_op.create_index('uq_practice_report_open', ['practice_id', 'member_id', 'reason'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('replication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('version_number', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('changes', sa.Text(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('own_practice_id', sa.Integer(), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('year BETWEEN 1990 AND 2100', name=op.f('ck_replication_a_year')),
    sa.ForeignKeyConstraint(['contact_id'], ['member.id'], name=op.f('fk_replication_contact_id_member')),
    sa.ForeignKeyConstraint(['evidence_id'], ['attachment.id'], name=op.f('fk_replication_evidence_id_attachment')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_replication_organization_id_organization')),
    sa.ForeignKeyConstraint(['own_practice_id'], ['practice.id'], name=op.f('fk_replication_own_practice_id_practice')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_replication_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replication')),
    sa.UniqueConstraint('practice_id', 'organization_id', name=op.f('uq_replication_practice_id_organization_id'))
    )
    with op.batch_alter_table('replication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_replication_organization_id'), ['organization_id'], unique=False)

    op.create_table('speaker',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('talk_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_speaker_member_id_member')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_speaker_organization_id_organization')),
    sa.ForeignKeyConstraint(['talk_id'], ['talk.id'], name=op.f('fk_speaker_talk_id_talk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speaker'))
    )
    with op.batch_alter_table('speaker', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_speaker_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_speaker_talk_id'), ['talk_id'], unique=False)

    op.create_table('stage_event',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_stage_event_event_id_event')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_stage_event_stage_id_stage')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_stage_event'))
    )
    with op.batch_alter_table('stage_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stage_event_stage_id'), ['stage_id'], unique=False)

    op.create_table('talk_sheet',
    sa.Column('talk_id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_talk_sheet_practice_id_practice')),
    sa.ForeignKeyConstraint(['talk_id'], ['talk.id'], name=op.f('fk_talk_sheet_talk_id_talk')),
    sa.PrimaryKeyConstraint('talk_id', name=op.f('pk_talk_sheet')),
    sa.UniqueConstraint('practice_id', name=op.f('uq_talk_sheet_practice_id'))
    )
    op.create_table('useful',
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_useful_member_id_member')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_useful_practice_id_practice')),
    sa.PrimaryKeyConstraint('practice_id', 'member_id', name=op.f('pk_useful'))
    )
    op.create_table('sheet_line',
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['sheet_batch.id'], name=op.f('fk_sheet_line_batch_id_sheet_batch')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_sheet_line_practice_id_practice')),
    sa.ForeignKeyConstraint(['version_id'], ['practice_version.id'], name=op.f('fk_sheet_line_version_id_practice_version')),
    sa.PrimaryKeyConstraint('batch_id', 'number', name=op.f('pk_sheet_line'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=40), nullable=False, server_default='remark'))
        batch_op.add_column(sa.Column('awaited_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('answer_id', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_comment_what_is_answered'), "answered_at IS NULL OR kind IN ('question', 'correction')")
        batch_op.create_index(batch_op.f('ix_comment_awaited_id'), ['awaited_id'], unique=False)
        batch_op.create_index('ix_comment_open_question', ['at'], unique=False, sqlite_where=sa.text("kind = 'question' AND answered_at IS NULL"), postgresql_where=sa.text("kind = 'question' AND answered_at IS NULL"))
        batch_op.create_foreign_key(batch_op.f('fk_comment_awaited_id_member'), 'member', ['awaited_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_comment_answer_id_comment'), 'comment', ['answer_id'], ['id'])

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ends_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('municipality_code', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('is_remote', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('bookable_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('author_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('access_features', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('minutes', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('minutes_published_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('minutes_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('lock_version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.create_unique_constraint(batch_op.f('uq_event_bookable_id'), ['bookable_id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_minutes_by_id_member'), 'member', ['minutes_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_bookable_id_bookable'), 'bookable', ['bookable_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_author_id_member'), 'member', ['author_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_event_municipality_code_municipality'), 'municipality', ['municipality_code'], ['code'])

    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('import_ref', sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column('cost_band', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('size_band', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_practice_known_cost_band'), 'cost_band BETWEEN 0 AND 3')
        batch_op.add_column(sa.Column('has_documents', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('verified_by_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_practice_owner_id_import_ref'), ['owner_id', 'import_ref'])
        batch_op.create_foreign_key(batch_op.f('fk_practice_verified_by_id_member'), 'member', ['verified_by_id'], ['id'])

    with op.batch_alter_table('practice_review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reminded_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('scores', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_practice_review_asked_by_id_member'), 'member', ['asked_by_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('practice_review', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_practice_review_asked_by_id_member'), type_='foreignkey')
        batch_op.drop_column('revoked_at')
        batch_op.drop_column('scores')
        batch_op.drop_column('reminded_on')
        batch_op.drop_column('asked_by_id')

    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_practice_verified_by_id_member'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_practice_owner_id_import_ref'), type_='unique')
        batch_op.drop_column('verified_by_id')
        batch_op.drop_column('has_documents')
        batch_op.drop_column('size_band')
        batch_op.drop_constraint(batch_op.f('ck_practice_known_cost_band'), type_='check')
        batch_op.drop_column('cost_band')
        batch_op.drop_column('import_ref')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_event_municipality_code_municipality'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_event_author_id_member'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_event_bookable_id_bookable'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_event_minutes_by_id_member'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_event_bookable_id'), type_='unique')
        batch_op.drop_column('lock_version')
        batch_op.drop_column('minutes_by_id')
        batch_op.drop_column('minutes_published_at')
        batch_op.drop_column('minutes')
        batch_op.drop_column('access_features')
        batch_op.drop_column('author_id')
        batch_op.drop_column('bookable_id')
        batch_op.drop_column('is_remote')
        batch_op.drop_column('municipality_code')
        batch_op.drop_column('ends_on')

    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_comment_answer_id_comment'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_comment_awaited_id_member'), type_='foreignkey')
        batch_op.drop_index('ix_comment_open_question', sqlite_where=sa.text("kind = 'question' AND answered_at IS NULL"), postgresql_where=sa.text("kind = 'question' AND answered_at IS NULL"))
        batch_op.drop_index(batch_op.f('ix_comment_awaited_id'))
        batch_op.drop_constraint(batch_op.f('ck_comment_what_is_answered'), type_='check')
        batch_op.drop_column('answer_id')
        batch_op.drop_column('answered_at')
        batch_op.drop_column('awaited_id')
        batch_op.drop_column('kind')

    op.drop_table('sheet_line')
    op.drop_table('useful')
    op.drop_table('talk_sheet')
    with op.batch_alter_table('stage_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stage_event_stage_id'))

    op.drop_table('stage_event')
    with op.batch_alter_table('speaker', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_speaker_talk_id'))
        batch_op.drop_index(batch_op.f('ix_speaker_member_id'))

    op.drop_table('speaker')
    with op.batch_alter_table('replication', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_replication_organization_id'))

    op.drop_table('replication')
    with op.batch_alter_table('practice_report', schema=None) as batch_op:
        batch_op.drop_index('uq_practice_report_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_practice_report_practice_id'))

    op.drop_table('practice_report')
    with op.batch_alter_table('material', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_material_talk_id'))

    op.drop_table('material')
    op.drop_table('guide_edition')
    with op.batch_alter_table('capture', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capture_talk_id'))
        batch_op.drop_index(batch_op.f('ix_capture_stage_id'))
        batch_op.drop_index(batch_op.f('ix_capture_presenter_id'))

    op.drop_table('capture')
    with op.batch_alter_table('talk', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_talk_proposed_by_id'))
        batch_op.drop_index(batch_op.f('ix_talk_event_id'))

    op.drop_table('talk')
    with op.batch_alter_table('sheet_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sheet_batch_organization_id'))

    op.drop_table('sheet_batch')
    with op.batch_alter_table('guide', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guide_owner_id'))

    op.drop_table('guide')
    with op.batch_alter_table('news_topic', schema=None) as batch_op:
        batch_op.drop_index('ix_news_topic_topic_key_news_id')

    op.drop_table('news_topic')
    with op.batch_alter_table('comment_report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_report_comment_id'))

    op.drop_table('comment_report')
    op.drop_table('theme_expert')
    op.drop_table('subscription')
    op.drop_table('news_seen')
    with op.batch_alter_table('news', schema=None) as batch_op:
        batch_op.drop_index('ix_news_subject_type_subject_id')
        batch_op.drop_index(batch_op.f('ix_news_at'))

    op.drop_table('news')
    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_topic_key')

    op.drop_table('follow')
    op.drop_table('fruitless_search')
