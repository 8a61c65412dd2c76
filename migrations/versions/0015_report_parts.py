"""Frozen lists of a report beside its rows; editions of files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "report_parts",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_parts_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", "part", "position", name=op.f("pk_report_parts")),
    )
    op.add_column(
        "report_files",
        sa.Column("edition", sa.Text(), server_default=sa.text("'final'"), nullable=False),
    )
    op.alter_column("report_files", "edition", server_default=None)
    op.execute(
        "update report_files set edition = 'draft', variant = 'consolidated' where variant = 'draft'"
    )
    op.create_check_constraint(
        op.f("ck_report_files_edition"), "report_files", "edition in ('final', 'draft')"
    )
    op.drop_constraint(
        op.f("uq_report_files_report_id_variant_language_audience_format"),
        "report_files",
        type_="unique",
    )
    op.create_unique_constraint(
        "uq_report_files_kind",
        "report_files",
        ["report_id", "variant", "edition", "language", "audience", "format"],
    )
    op.create_index(
        "ix_report_rows_comment_code",
        "report_rows",
        ["report_id", sa.text("(data ->> 'comment_code')")],
    )
    op.execute(
        "create trigger report_parts_frozen before insert or update or delete on report_parts "
        "for each row execute function consult_refuse_report_row()"
    )


def downgrade() -> None:
    """Remove the tables."""
    op.drop_index("ix_report_rows_comment_code", table_name="report_rows")
    op.drop_constraint("uq_report_files_kind", "report_files", type_="unique")
    op.execute("delete from report_files where variant <> 'consolidated'")
    op.execute("update report_files set variant = 'draft' where edition = 'draft'")
    op.create_unique_constraint(
        op.f("uq_report_files_report_id_variant_language_audience_format"),
        "report_files",
        ["report_id", "variant", "language", "audience", "format"],
    )
    op.drop_constraint(op.f("ck_report_files_edition"), "report_files", type_="check")
    op.drop_column("report_files", "edition")
    op.drop_table("report_parts")
