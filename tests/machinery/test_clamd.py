"""The scanner's protocol, spoken with a scanner of the test's own."""

import shutil
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
        command = self.rfile.read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
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


@pytest.mark.skipif(not Path("/run/clamav/clamd.ctl").exists(), reason="clamd does NOT run here")
def test_real_scanner_names_the_test_virus() -> None:
    assert shutil.which("clamd")
    assert "Eicar" in clamd.scan("/run/clamav/clamd.ctl", iter([EICAR]))
