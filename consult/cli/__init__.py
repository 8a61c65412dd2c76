"""The console script `consult`, built on Flask's own command group."""


def main() -> None:
    """Run the command line."""
    from consult.cli.main import group  # noqa: PLC0415

    group()
