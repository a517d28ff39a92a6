"""A word that changes with the list of sheets; what is published is put in its bands"""

import json
import re

from alembic import op
import sqlalchemy as sa

revision = '0037_sheet_stamp'
down_revision = '0036_reviews_escalated'
branch_labels = None
depends_on = None

AMOUNT = re.compile(r'(\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d{1,12})(?:,(\d{1,2}))?[ \u00a0\u202f]?(k|M)?[ \u00a0\u202f]?(?:€|euros?\b)')


def upgrade() -> None:
    op.create_table(
        'sheet_stamp',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('word', sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_stamp')),
    )
    online = sa.text(
        'SELECT p.id, v.data, o.population FROM practice p'
        ' JOIN practice_version v ON v.id = p.published_version_id'
        ' LEFT JOIN organization o ON o.id = COALESCE(p.owner_id, p.described_id)'
    )
    written = sa.text('UPDATE practice SET cost_band = :cost, size_band = :size, has_documents = :joined WHERE id = :id')
    connection = op.get_bind()
    for number, kept, population in connection.execute(online).all():
        sheet = json.loads(kept) if isinstance(kept, str) else kept
        connection.execute(written, {
            'id': number,
            'cost': cost_of(f"{sheet.get('cost_investment', '')} ; {sheet.get('cost_yearly', '')}"),
            'size': sum(population >= least for least in (15000, 50000, 100000, 250000)) if population else None,
            'joined': bool(sheet.get('documents')),
        })


def cost_of(words):
    amounts = [
        int(re.sub(r'\D', '', whole)) * {'k': 10**3, 'M': 10**6}.get(unit, 1)
        for whole, _, unit in AMOUNT.findall(words)
    ]
    if not amounts:
        return None
    return 1 + sum(max(amounts) >= least for least in (10000, 100000)) if max(amounts) else 0


def downgrade() -> None:
    op.drop_table('sheet_stamp')
