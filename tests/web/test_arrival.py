"""When a sending arrived: what a proxy tells is believed only where one is set up (REQ 20)."""

from dataclasses import replace

import pytest
from flask import Flask

from consult.kernel import clock
from consult.web import arrival

PATH = "/en/c/any/comment/check"


def seconds_ago(app: Flask, told: str, hops: int, monkeypatch: pytest.MonkeyPatch) -> float:
    """How long ago a sending arrived, to a tenth of a second."""
    settings = replace(app.config["SETTINGS"], proxy_hops=hops)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    headers = {arrival.HEADER: told} if told else {}
    with app.test_request_context(PATH, method="POST", headers=headers):
        arrival._stamp()
        return round((clock.now() - arrival.moment()).total_seconds(), 0)


@pytest.mark.parametrize(
    ("told", "hops", "expected"),
    [
        ("7.000", 1, 7), ("0.004", 1, 0), ("120", 1, 120), ("", 1, 0),
        ("121", 1, 0), ("-5", 1, 0), ("nan", 1, 0), ("soon", 1, 0), ("7.000", 0, 0),
    ],
)  # fmt: skip
def test_time_under_way_is_believed_from_a_proxy_of_ours(
    app: Flask, monkeypatch: pytest.MonkeyPatch, told: str, hops: int, expected: float
) -> None:
    assert seconds_ago(app, told, hops, monkeypatch) == expected


def test_other_requests_are_not_stamped(app: Flask) -> None:
    with app.test_request_context("/en/", method="GET", headers={arrival.HEADER: "60"}):
        arrival._stamp()
        assert abs((clock.now() - arrival.moment()).total_seconds()) < 1
