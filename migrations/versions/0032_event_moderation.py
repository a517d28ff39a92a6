"""Who publishes a meeting, what becomes of it, where one registers; stages without slides"""

import sqlalchemy as sa
from alembic import op

revision = '0032_event_moderation'
down_revision = '0031_sheets_together'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("previous_starts_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(
            sa.Column(
                "takes_registrations", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        table.add_column(
            sa.Column("registration_url", sa.String(500), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column("access_contact", sa.String(200), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column("is_demo", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_foreign_key(
            op.f("fk_event_decided_by_id_member"), "member", ["decided_by_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_event_begins_before_it_ends"),
            "ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on",
        )
        table.create_check_constraint(
            op.f("ck_event_refused_or_published"),
            "refused_at IS NULL OR published_at IS NULL",
        )
    with op.batch_alter_table("event") as table:
        for name in (
            "reason",
            "takes_registrations",
            "registration_url",
            "access_contact",
            "is_demo",
        ):
            table.alter_column(name, server_default=None)
    with op.batch_alter_table("stage") as table:
        table.add_column(
            sa.Column("without_materials", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("stage") as table:
        table.alter_column("without_materials", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stage") as table:
        table.drop_column("without_materials")
    with op.batch_alter_table("event") as table:
        table.drop_constraint(op.f("ck_event_refused_or_published"), type_="check")
        table.drop_constraint(op.f("ck_event_begins_before_it_ends"), type_="check")
        table.drop_constraint(op.f("fk_event_decided_by_id_member"), type_="foreignkey")
        for name in (
            "is_demo",
            "access_contact",
            "registration_url",
            "takes_registrations",
            "reason",
            "decided_by_id",
            "refused_at",
            "submitted_at",
            "previous_starts_on",
        ):
            table.drop_column(name)
