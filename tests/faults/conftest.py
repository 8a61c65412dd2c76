"""Every test of faults runs by `make resilience`, unless it is marked for `make faults`."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what has no mark of its own: real servers that die take time that tests have not."""
    for item in items:
        if item.path.is_relative_to(HERE) and not item.get_closest_marker("fault"):
            item.add_marker(pytest.mark.ci_fault)
