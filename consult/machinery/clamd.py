"""Speaking with clamd: INSTREAM and PING of its protocol, over TCP or a local socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator

SECONDS = 60
PROMPT = 5
_ANSWER = 4096
_FOUND = " FOUND"


class ScannerAway(Exception):
    """The scanner does not answer, refuses the file or says something that is no verdict."""


def scan(address: str, pieces: Iterator[bytes], seconds: float = SECONDS) -> str:
    """Return the name of the virus that was found, empty when there is none; raises ScannerAway.

    `address` is host:port or the path of a socket. The file goes as chunks, each after its length
    in four bytes, the last one empty (clamd(8), INSTREAM); an empty piece is no end of the file.
    """
    try:
        with _connected(address, seconds) as connection:
            connection.sendall(b"zINSTREAM\0")
            for piece in filter(None, pieces):
                connection.sendall(len(piece).to_bytes(4, "big") + piece)
            connection.sendall(bytes(4))
            answer = _answer(connection)
    except (OSError, ValueError) as error:
        raise ScannerAway(str(error)) from error
    return _verdict(answer)


def answers(address: str, seconds: float = PROMPT) -> bool:
    """Return whether the scanner is there: without a verdict, the fault may be of one file."""
    try:
        with _connected(address, seconds) as connection:
            connection.sendall(b"zPING\0")
            return _answer(connection) == "PONG"
    except (OSError, ValueError):
        return False


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _ANSWER:
        piece = connection.recv(_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(_FOUND):
        return said.removesuffix(_FOUND)
    raise ScannerAway(answer)
