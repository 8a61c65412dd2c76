"""What the fault tests share: a mail server that takes everything, a service on real commits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster, cluster
from tests.faults.rig import Rig, rig_on
from tests.machinery.sink import Sink, smtp_sink


@pytest.fixture
def post_on_port() -> Iterator[tuple[Sink, int]]:
    """A mail server that takes everything, and its port."""
    with smtp_sink() as (sink, port):
        yield sink, port


@pytest.fixture
def post(post_on_port: tuple[Sink, int]) -> Sink:
    """What the mail server took."""
    return post_on_port[0]


@pytest.fixture
def rig(own_database: str, tmp_path: Path, post_on_port: tuple[Sink, int]) -> Iterator[Rig]:
    """A service with mail on a database of its own."""
    mail = {"CONSULT_MAIL_SERVER": "127.0.0.1", "CONSULT_MAIL_PORT": str(post_on_port[1])}
    with rig_on(own_database, tmp_path / "instance", **mail) as made:
        yield made


@pytest.fixture
def server(migrated_url: str) -> Iterator[Cluster]:
    """A database server of this test's own that waits for the disk."""
    with cluster(migrated_url) as made:
        yield made


@pytest.fixture
def rig_on_server(server: Cluster, tmp_path: Path) -> Iterator[Rig]:
    """A service on the server of this test's own; letters wait."""
    with rig_on(server.url, tmp_path / "instance") as made:
        yield made


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what has no mark of its own: real servers that die take time that tests have not."""
    for item in items:
        if item.path.is_relative_to(HERE) and not item.get_closest_marker("fault"):
            item.add_marker(pytest.mark.ci_fault)
