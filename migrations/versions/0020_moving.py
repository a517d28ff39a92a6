"""Statuses, immersions by slots, wishes held by one circle, answers of both sides of a shared post.

What 0014 laid was never written to: its tables are laid anew.
"""

from alembic import op
import sqlalchemy as sa

revision = '0020_moving'
down_revision = '0019_registrations'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('swap_part')
    op.drop_table('shared_post')
    op.drop_table('immersion_request')
    op.drop_table('swap_wish')
    op.drop_table('immersion')
    op.drop_table('route_sheet')
    op.drop_table('swap_circle')
    op.create_table('swap_circle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('broken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_circle')),
    sa.UniqueConstraint('key', name=op.f('uq_swap_circle_key'))
    )
    op.create_table('own_status',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_own_status_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_own_status'))
    )
    op.create_table('route_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('route', sa.String(length=40), nullable=False),
    sa.Column('is_possible', sa.Boolean(), nullable=False),
    sa.Column('summary', sa.String(length=120), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.Column('documents', sa.JSON(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('is_verified', sa.Boolean(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_route_sheet_author_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_route_sheet')),
    sa.UniqueConstraint('status', 'route', name=op.f('uq_route_sheet_status_route'))
    )
    op.create_table('route_sheet_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_route_sheet_version_author_id_member')),
    sa.ForeignKeyConstraint(['sheet_id'], ['route_sheet.id'], name=op.f('fk_route_sheet_version_sheet_id_route_sheet')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_route_sheet_version')),
    sa.UniqueConstraint('sheet_id', 'number', name=op.f('uq_route_sheet_version_sheet_id_number'))
    )
    op.create_table('immersion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('municipality_code', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_immersion_author_id_member')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_immersion_municipality_code_municipality')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_immersion_organization_id_organization')),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_immersion_region_code_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_immersion'))
    )
    with op.batch_alter_table('immersion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_immersion_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_immersion_region_code'), ['region_code'], unique=False)

    op.create_table('swap_wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('department_code', sa.String(), nullable=False),
    sa.Column('job_profile_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=True),
    sa.Column('circle_id', sa.Integer(), nullable=True),
    sa.Column('searched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['circle_id'], ['swap_circle.id'], name=op.f('fk_swap_wish_circle_id_swap_circle')),
    sa.ForeignKeyConstraint(['department_code'], ['department.code'], name=op.f('fk_swap_wish_department_code_department')),
    sa.ForeignKeyConstraint(['job_profile_id'], ['job_profile.id'], name=op.f('fk_swap_wish_job_profile_id_job_profile')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_swap_wish_member_id_member')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_swap_wish_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_wish'))
    )
    with op.batch_alter_table('swap_wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_wish_circle_id'), ['circle_id'], unique=False)
        batch_op.create_index('ix_swap_wish_free', ['job_profile_id', 'department_code', 'status', 'category'], unique=False, sqlite_where=sa.text('withdrawn_at IS NULL AND circle_id IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL AND circle_id IS NULL'))
        batch_op.create_index(batch_op.f('ix_swap_wish_member_id'), ['member_id'], unique=False)
        batch_op.create_index('uq_swap_wish_live', ['member_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('immersion_skill',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('immersion_id', sa.Integer(), nullable=False),
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.CheckConstraint('level BETWEEN 1 AND 4', name=op.f('ck_immersion_skill_on_scale')),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_immersion_skill_competency_id_competency')),
    sa.ForeignKeyConstraint(['immersion_id'], ['immersion.id'], name=op.f('fk_immersion_skill_immersion_id_immersion')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_immersion_skill')),
    sa.UniqueConstraint('immersion_id', 'competency_id', name=op.f('uq_immersion_skill_immersion_id_competency_id'))
    )
    with op.batch_alter_table('immersion_skill', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_immersion_skill_competency_id'), ['competency_id'], unique=False)

    op.create_table('immersion_slot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('immersion_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('days BETWEEN 1 AND 5', name=op.f('ck_immersion_slot_one_to_five_days')),
    sa.CheckConstraint('taken BETWEEN 0 AND places', name=op.f('ck_immersion_slot_no_more_than_places')),
    sa.ForeignKeyConstraint(['immersion_id'], ['immersion.id'], name=op.f('fk_immersion_slot_immersion_id_immersion')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_immersion_slot')),
    sa.UniqueConstraint('immersion_id', 'starts_on', name=op.f('uq_immersion_slot_immersion_id_starts_on'))
    )
    with op.batch_alter_table('immersion_slot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_immersion_slot_starts_on'), ['starts_on'], unique=False)

    op.create_table('shared_post',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('distance_km', sa.Integer(), nullable=False),
    sa.Column('one_accepts', sa.Boolean(), nullable=True),
    sa.Column('one_answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('one_answered_by_id', sa.Integer(), nullable=True),
    sa.Column('other_accepts', sa.Boolean(), nullable=True),
    sa.Column('other_answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('other_answered_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_shared_post_in_order')),
    sa.ForeignKeyConstraint(['one_answered_by_id'], ['member.id'], name=op.f('fk_shared_post_one_answered_by_id_member')),
    sa.ForeignKeyConstraint(['one_id'], ['opening.id'], name=op.f('fk_shared_post_one_id_opening')),
    sa.ForeignKeyConstraint(['other_answered_by_id'], ['member.id'], name=op.f('fk_shared_post_other_answered_by_id_member')),
    sa.ForeignKeyConstraint(['other_id'], ['opening.id'], name=op.f('fk_shared_post_other_id_opening')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_post')),
    sa.UniqueConstraint('one_id', 'other_id', name=op.f('uq_shared_post_one_id_other_id'))
    )
    with op.batch_alter_table('shared_post', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shared_post_other_id'), ['other_id'], unique=False)

    op.create_table('swap_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('circle_id', sa.Integer(), nullable=False),
    sa.Column('wish_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['circle_id'], ['swap_circle.id'], name=op.f('fk_swap_part_circle_id_swap_circle')),
    sa.ForeignKeyConstraint(['wish_id'], ['swap_wish.id'], name=op.f('fk_swap_part_wish_id_swap_wish')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_part')),
    sa.UniqueConstraint('circle_id', 'wish_id', name=op.f('uq_swap_part_circle_id_wish_id'))
    )
    with op.batch_alter_table('swap_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_part_wish_id'), ['wish_id'], unique=False)

    op.create_table('swap_place',
    sa.Column('wish_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('department_code', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_code'], ['department.code'], name=op.f('fk_swap_place_department_code_department')),
    sa.ForeignKeyConstraint(['wish_id'], ['swap_wish.id'], name=op.f('fk_swap_place_wish_id_swap_wish')),
    sa.PrimaryKeyConstraint('wish_id', 'department_code', name=op.f('pk_swap_place'))
    )
    with op.batch_alter_table('swap_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_place_department_code'), ['department_code'], unique=False)

    op.create_table('immersion_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('immersion_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('feedback', sa.Text(), nullable=False),
    sa.Column('feedback_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('evidence_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f('ck_immersion_request_decided_once_it_is_no_longer_asked')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_immersion_request_decided_by_id_member')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_immersion_request_evidence_id_evidence'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['immersion_id'], ['immersion.id'], name=op.f('fk_immersion_request_immersion_id_immersion')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_immersion_request_member_id_member')),
    sa.ForeignKeyConstraint(['slot_id'], ['immersion_slot.id'], name=op.f('fk_immersion_request_slot_id_immersion_slot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_immersion_request'))
    )
    with op.batch_alter_table('immersion_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_immersion_request_evidence_id'), ['evidence_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_immersion_request_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_immersion_request_slot_id'), ['slot_id'], unique=False)
        batch_op.create_index('uq_immersion_request_standing', ['immersion_id', 'member_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'accepted')"), postgresql_where=sa.text("state IN ('asked', 'accepted')"))


def downgrade() -> None:
    with op.batch_alter_table('immersion_request', schema=None) as batch_op:
        batch_op.drop_index('uq_immersion_request_standing', sqlite_where=sa.text("state IN ('asked', 'accepted')"), postgresql_where=sa.text("state IN ('asked', 'accepted')"))
        batch_op.drop_index(batch_op.f('ix_immersion_request_slot_id'))
        batch_op.drop_index(batch_op.f('ix_immersion_request_member_id'))
        batch_op.drop_index(batch_op.f('ix_immersion_request_evidence_id'))

    op.drop_table('immersion_request')
    with op.batch_alter_table('swap_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_swap_place_department_code'))

    op.drop_table('swap_place')
    with op.batch_alter_table('swap_part', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_swap_part_wish_id'))

    op.drop_table('swap_part')
    with op.batch_alter_table('shared_post', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shared_post_other_id'))

    op.drop_table('shared_post')
    with op.batch_alter_table('immersion_slot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_immersion_slot_starts_on'))

    op.drop_table('immersion_slot')
    with op.batch_alter_table('immersion_skill', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_immersion_skill_competency_id'))

    op.drop_table('immersion_skill')
    with op.batch_alter_table('swap_wish', schema=None) as batch_op:
        batch_op.drop_index('uq_swap_wish_live', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_swap_wish_member_id'))
        batch_op.drop_index('ix_swap_wish_free', sqlite_where=sa.text('withdrawn_at IS NULL AND circle_id IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL AND circle_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_swap_wish_circle_id'))

    op.drop_table('swap_wish')
    with op.batch_alter_table('immersion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_immersion_region_code'))
        batch_op.drop_index(batch_op.f('ix_immersion_organization_id'))

    op.drop_table('immersion')
    op.drop_table('route_sheet_version')
    op.drop_table('route_sheet')
    op.drop_table('own_status')
    op.drop_table('swap_circle')
    op.create_table('swap_circle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('broken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_circle')),
    sa.UniqueConstraint('key', name=op.f('uq_swap_circle_key'))
    )

    op.create_table('route_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('route', sa.String(length=40), nullable=False),
    sa.Column('is_possible', sa.Boolean(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.Column('documents', sa.JSON(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_route_sheet_author_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_route_sheet')),
    sa.UniqueConstraint('status', 'route', name=op.f('uq_route_sheet_status_route'))
    )

    op.create_table('immersion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('competency_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('municipality_code', sa.String(), nullable=False),
    sa.Column('region_code', sa.String(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('days BETWEEN 1 AND 5', name=op.f('ck_immersion_one_to_five_days')),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_immersion_author_id_member')),
    sa.ForeignKeyConstraint(['competency_id'], ['competency.id'], name=op.f('fk_immersion_competency_id_competency')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_immersion_municipality_code_municipality')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_immersion_organization_id_organization')),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_immersion_region_code_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_immersion'))
    )
    with op.batch_alter_table('immersion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_immersion_competency_id'), ['competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_immersion_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_immersion_region_code'), ['region_code'], unique=False)

    op.create_table('swap_wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=False),
    sa.Column('department_code', sa.String(), nullable=False),
    sa.Column('wanted_departments', sa.JSON(), nullable=False),
    sa.Column('job_profile_id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['department_code'], ['department.code'], name=op.f('fk_swap_wish_department_code_department')),
    sa.ForeignKeyConstraint(['job_profile_id'], ['job_profile.id'], name=op.f('fk_swap_wish_job_profile_id_job_profile')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_swap_wish_member_id_member')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_swap_wish_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_wish'))
    )
    with op.batch_alter_table('swap_wish', schema=None) as batch_op:
        batch_op.create_index('uq_swap_wish_live', ['member_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('immersion_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('immersion_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['immersion_id'], ['immersion.id'], name=op.f('fk_immersion_request_immersion_id_immersion')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_immersion_request_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_immersion_request')),
    sa.UniqueConstraint('immersion_id', 'member_id', name=op.f('uq_immersion_request_immersion_id_member_id'))
    )
    with op.batch_alter_table('immersion_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_immersion_request_member_id'), ['member_id'], unique=False)
        batch_op.create_index('uq_immersion_request_accepted', ['immersion_id'], unique=True, sqlite_where=sa.text("state = 'accepted'"), postgresql_where=sa.text("state = 'accepted'"))

    op.create_table('shared_post',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('distance_km', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_shared_post_in_order')),
    sa.ForeignKeyConstraint(['one_id'], ['opening.id'], name=op.f('fk_shared_post_one_id_opening')),
    sa.ForeignKeyConstraint(['other_id'], ['opening.id'], name=op.f('fk_shared_post_other_id_opening')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_post')),
    sa.UniqueConstraint('one_id', 'other_id', name=op.f('uq_shared_post_one_id_other_id'))
    )
    with op.batch_alter_table('shared_post', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shared_post_other_id'), ['other_id'], unique=False)

    op.create_table('swap_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('circle_id', sa.Integer(), nullable=False),
    sa.Column('wish_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['circle_id'], ['swap_circle.id'], name=op.f('fk_swap_part_circle_id_swap_circle')),
    sa.ForeignKeyConstraint(['wish_id'], ['swap_wish.id'], name=op.f('fk_swap_part_wish_id_swap_wish')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_swap_part')),
    sa.UniqueConstraint('circle_id', 'wish_id', name=op.f('uq_swap_part_circle_id_wish_id'))
    )
    with op.batch_alter_table('swap_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_swap_part_wish_id'), ['wish_id'], unique=False)
