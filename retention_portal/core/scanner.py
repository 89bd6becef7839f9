"""Ask a ClamAV daemon about an uploaded file. Without one a file is "not scanned", never "clean"."""

import socket
import struct
from enum import StrEnum
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

from retention_portal.core.refusals import BadInput

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 30


class ScanState(StrEnum):
    """What is known of a file."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


def scan(file: BinaryIO) -> ScanState:
    """Scan from the start of `file`, which is put back there.

    Raises BadInput when the scanner finds something. A scanner that is configured but does not answer
    is no excuse: the file is refused for now, with a sentence that says so.
    """
    if not settings.SCANNER_URL:
        return ScanState.NOT_SCANNED
    file.seek(0)
    try:
        verdict = _ask(file)
    except OSError:
        raise BadInput(
            "The virus scanner does not answer, so no file can be taken now. Try again in a few minutes.",
            code="scanner_away",
        ) from None
    finally:
        file.seek(0)
    if verdict.endswith("OK"):
        return ScanState.CLEAN
    raise BadInput(
        "The virus scanner found something harmful in this file. Nothing was kept.", code="harmful"
    )


def _ask(file: BinaryIO) -> str:
    address = urlsplit(settings.SCANNER_URL)
    place = (address.hostname or "127.0.0.1", address.port or 3310)
    with socket.create_connection(place, timeout=TIMEOUT_SECONDS) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            daemon.sendall(struct.pack("!L", len(chunk)) + chunk)
        daemon.sendall(struct.pack("!L", 0))
        answer = b""
        while part := daemon.recv(4096):
            answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
