"""Second steps, recovery codes, passkeys, sign-in by a provider."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
LEVELS = "level in ('none', 'half', 'single', 'double')"
PURPOSES = "purpose in ('passkey_add', 'passkey_sign_in', 'passkey_confirm', 'provider')"


def upgrade() -> None:
    """Make the tables."""
    _extend()
    op.create_table(
        "authenticators",
        _id(),
        _user(),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _created(),
        *_keys("authenticators"),
        sa.UniqueConstraint("user_id", name=op.f("uq_authenticators_user_id")),
    )
    op.create_table(
        "recovery_codes",
        _id(),
        _user(),
        sa.Column("code_hash", sa.Text(), nullable=False),
        _created(),
        _moment("used_at"),
        *_keys("recovery_codes"),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
    )
    op.create_table(
        "passkeys",
        _id(),
        _user(),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _created(),
        _moment("used_at"),
        *_keys("passkeys"),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_table(
        "challenges",
        _id(),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        _created(),
        _moment("expires_at", nullable=False),
        sa.CheckConstraint(PURPOSES, name=op.f("ck_challenges_purpose")),
        *_keys("challenges"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_challenges_token_hash")),
    )
    op.create_table(
        "provider_identities",
        _id(),
        _user(),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        _created(),
        *_keys("provider_identities"),
        sa.UniqueConstraint(
            "issuer", "subject", name=op.f("uq_provider_identities_issuer_subject")
        ),
    )
    for table in ("recovery_codes", "passkeys", "challenges", "provider_identities"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])
    op.create_index(op.f("ix_challenges_expires_at"), "challenges", ["expires_at"])


def _extend() -> None:
    """Say of every session how it was signed in; those that stand had a password."""
    for name, default in (("level", "none"), ("method", "")):
        op.add_column(
            "sessions", sa.Column(name, sa.Text(), nullable=False, server_default=default)
        )
        op.alter_column("sessions", name, server_default=None)
    op.add_column("sessions", _moment("confirmed_at"))
    op.execute(
        "update sessions set level = 'single', method = 'password' where user_id is not null"
    )
    op.create_check_constraint(op.f("ck_sessions_level"), "sessions", LEVELS)
    op.add_column(
        "one_time_links", sa.Column("address", sa.Text(), nullable=False, server_default="")
    )
    op.alter_column("one_time_links", "address", server_default=None)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _user() -> sa.Column[object]:
    return sa.Column("user_id", sa.Uuid(), nullable=False)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _created() -> sa.Column[object]:
    return sa.Column(
        "created_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    """Drop the tables; nobody is half signed in after it."""
    for table in (
        *("provider_identities", "challenges", "passkeys", "recovery_codes", "authenticators"),
    ):
        op.drop_table(table)
    op.drop_column("one_time_links", "address")
    op.execute("update sessions set ended_at = clock_timestamp() where level = 'half'")
    for name in ("confirmed_at", "method", "level"):
        op.drop_column("sessions", name)
