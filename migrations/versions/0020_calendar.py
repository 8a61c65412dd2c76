"""Calendar files in letters, editions of a meeting for calendars, one place a person."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
LIVE = "state <> 'withdrawn' and contact_email <> ''"
COLUMNS = ("attachment", "attachment_name", "attachment_type")


def upgrade() -> None:
    """Add the columns."""
    for name in COLUMNS:
        op.add_column("letters", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.alter_column("letters", name, server_default=None)
    op.add_column(
        "round_tables", sa.Column("edition", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("round_tables", "edition", server_default=None)
    op.create_index(
        "uq_round_table_registrations_live",
        "round_table_registrations",
        ["round_table_id", "contact_email"],
        unique=True,
        postgresql_where=sa.text(LIVE),
    )


def downgrade() -> None:
    """Remove the columns."""
    op.drop_index("uq_round_table_registrations_live", table_name="round_table_registrations")
    op.drop_column("round_tables", "edition")
    for name in reversed(COLUMNS):
        op.drop_column("letters", name)
