"""Counters of use leave no trace in the write-ahead log.

Revision ID: 0029
Revises: 0028
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Stop writing the counters ahead; after a crash of the server they begin anew."""
    op.execute("alter table rate_counters set unlogged")


def downgrade() -> None:
    """Write them ahead as everything else."""
    op.execute("alter table rate_counters set logged")
