"""Receipts, the trees of a consultation, keys that sign, heads that left, damage found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
NOW = sa.text("clock_timestamp()")
TABLES = ("record_problems", "receipts", "record_trees", "published_heads", "signing_keys")
GUARD = """
create function refuse_change_of_record() returns trigger language plpgsql as $$
begin
    raise exception '% keeps what it holds', tg_table_name;
end $$;
create function guard_receipt() returns trigger language plpgsql as $$
begin
    if (old.id, old.consultation_id, old.submission_id, old.version, old.payload, old.leaf,
        old.seq, old.head, old.created_on)
        is distinct from
       (new.id, new.consultation_id, new.submission_id, new.version, new.payload, new.leaf,
        new.seq, new.head, new.created_on)
       or (new.salt is not null and new.salt is distinct from old.salt)
       or (old.key_id <> '' and (new.key_id, new.signature) is distinct from
           (old.key_id, old.signature))
       or (old.tree_id is not null and (new.tree_id, new.position) is distinct from
           (old.tree_id, old.position))
    then
        raise exception 'receipts keep what they confirm';
    end if;
    return new;
end $$;
create trigger receipts_guard before update on receipts
    for each row execute function guard_receipt();
create trigger receipts_keep before delete on receipts
    for each row execute function refuse_change_of_record();
create trigger record_trees_keep before update or delete on record_trees
    for each row execute function refuse_change_of_record();
create trigger published_heads_keep before update or delete on published_heads
    for each row execute function refuse_change_of_record();
"""


def upgrade() -> None:
    """Make the tables and keep what they hold."""
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "published_heads",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_published_heads")),
    )
    op.create_table(
        "record_trees",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_record_trees_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_trees")),
        sa.UniqueConstraint(
            "consultation_id", "number", name=op.f("uq_record_trees_consultation_id_number")
        ),
    )
    op.execute("alter table record_trees alter column hashes set storage external")
    _receipts()
    op.create_table(
        "record_problems",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_record_problems_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_problems")),
    )
    for column in ("consultation_id", "comment_id", "file_id"):
        op.create_index(op.f(f"ix_record_problems_{column}"), "record_problems", [column])
    op.execute(GUARD)


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("tree_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_receipts_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_receipts_submission_id")
        ),
        sa.ForeignKeyConstraint(["tree_id"], ["record_trees.id"], name=op.f("fk_receipts_tree_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("leaf", name=op.f("uq_receipts_leaf")),
        sa.UniqueConstraint(
            "submission_id", "version", name=op.f("uq_receipts_submission_id_version")
        ),
        sa.UniqueConstraint("tree_id", "position", name=op.f("uq_receipts_tree_id_position")),
    )
    op.create_index(op.f("ix_receipts_seq"), "receipts", ["seq"])
    op.create_index(
        "ix_receipts_consultation_id_tree_id", "receipts", ["consultation_id", "tree_id"]
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("drop function guard_receipt()")
    op.execute("drop function refuse_change_of_record()")
