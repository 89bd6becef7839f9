"""A file is clean only when a scanner said so."""

import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from retention_portal.core.refusals import BadInput
from retention_portal.core.scanner import ScanState, scan

EICAR_MARK = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Daemon(socketserver.StreamRequestHandler):
    """Speaks ClamAV's INSTREAM and knows one signature."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = EICAR_MARK in content
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0")


@pytest.fixture
def daemon(settings: Any) -> Iterator[None]:
    with socketserver.TCPServer(("127.0.0.1", 0), Daemon) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SCANNER_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_without_a_scanner_a_file_is_not_scanned(settings: Any) -> None:
    settings.SCANNER_URL = ""
    assert scan(io.BytesIO(b"a,b\n")) is ScanState.NOT_SCANNED


def test_a_harmless_file_is_clean_and_put_back_to_its_start(daemon: None) -> None:
    file = io.BytesIO(b"x" * 200_000)
    assert (scan(file), file.tell()) == (ScanState.CLEAN, 0)


def test_a_harmful_file_is_refused(daemon: None) -> None:
    with pytest.raises(BadInput, match="found something harmful"):
        scan(io.BytesIO(b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + EICAR_MARK + b"!$H+H*"))


def test_a_scanner_that_does_not_answer_holds_the_file_up(settings: Any) -> None:
    settings.SCANNER_URL = "tcp://127.0.0.1:1"
    with pytest.raises(BadInput, match="does not answer"):
        scan(io.BytesIO(b"a,b\n"))
