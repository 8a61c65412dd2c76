"""The scanner's protocol, spoken with a scanner of the test's own."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consult.machinery import clamd

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 1_000_000


class Scanner(socketserver.StreamRequestHandler):
    """What clamd does on INSTREAM: reads chunks to the empty one, answers in one line."""

    def handle(self) -> None:
        command = b"".join(iter(lambda: self.rfile.read(1), b"\0"))
        if command != b"zINSTREAM":
            self.wfile.write(b"PONG\0" if command == b"zPING" else b"UNKNOWN COMMAND\0")
            return
        data = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(size)
            if len(data) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"Eicar-Test-Signature FOUND" if EICAR in data else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


class TcpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def scanner(path: Path | None = None) -> Iterator[str]:
    """Give the address of a scanner: a socket at this path, else a port of this machine."""
    server = UnixServer(str(path), Scanner) if path else TcpServer(("127.0.0.1", 0), Scanner)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield str(path) if path else f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["tcp", "unix"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with scanner(tmp_path / "clamd" if request.param == "unix" else None) as where:
        yield where


def test_file_without_a_virus_is_clean(address: str) -> None:
    assert clamd.scan(address, iter([b"a letter ", b"in two pieces"])) == ""


def test_virus_is_named_also_when_it_comes_in_pieces(address: str) -> None:
    pieces = iter([b"before " + EICAR[:20], EICAR[20:] + b" after"])
    assert clamd.scan(address, pieces) == "Eicar-Test-Signature"


def test_file_that_the_scanner_refuses_is_no_verdict(address: str) -> None:
    with pytest.raises(clamd.ScannerAway):
        clamd.scan(address, iter([b"x" * 600_000] * 3))


def test_scanner_that_is_not_there_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for where in (f"127.0.0.1:{port}", "/nowhere/clamd", "no-address"):
        with pytest.raises(clamd.ScannerAway):
            clamd.scan(where, iter([b"x"]), seconds=1)


def test_silent_scanner_is_away_after_the_time_it_has() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(clamd.ScannerAway):
            clamd.scan(f"127.0.0.1:{silent.getsockname()[1]}", iter([b"x"]), seconds=0.2)


def test_empty_piece_ends_no_file(address: str) -> None:
    assert clamd.scan(address, iter([b"", b"a letter ", b"", EICAR])) == "Eicar-Test-Signature"


def test_scanner_that_refused_a_file_still_answers(address: str) -> None:
    with pytest.raises(clamd.ScannerAway):
        clamd.scan(address, iter([b"x" * 600_000] * 3))
    assert clamd.answers(address)


def test_scanner_that_is_away_or_silent_does_not_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        assert not clamd.answers(f"127.0.0.1:{port}", seconds=0.2)
        silent.listen()
        assert not clamd.answers(f"127.0.0.1:{port}", seconds=0.2)
    assert not clamd.answers("/nowhere/clamd")
