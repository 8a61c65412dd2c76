"""A real SMTP server that behaves as a test tells it: takes, refuses, is busy, falls silent, hangs up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """What arrived, and what to answer to the recipient and after DATA."""

    rcpt: str = ""
    data: str = ""
    hang_up: bool = False
    envelopes: list[Any] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt.replace("{address}", address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data:
            return self.data
        self.envelopes.append(envelope)
        if self.hang_up:
            server.transport.abort()
        return "250 taken"

    @property
    def messages(self) -> list[Message]:
        return [message_from_bytes(envelope.content) for envelope in self.envelopes]


class Port(Controller):
    """A controller that tells its port when it was given 0."""

    @property
    def number(self) -> int:
        assert self.server is not None
        return int(self.server.sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        self.port = self.number
        super()._trigger_server()


@contextmanager
def smtp_sink(**answers: Any) -> Iterator[tuple[Sink, int]]:
    """Run a sink on a free port; gives the sink and the port."""
    sink = Sink(**answers)
    controller = Port(sink, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield sink, controller.number
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """Accept connections and never say a word; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        for connection in held:
            connection.close()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
