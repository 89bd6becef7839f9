"""Refuse uploads above the limit while they stream, before a byte too many is kept."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

TOO_LARGE = "portal.upload_too_large"


class SizeLimitHandler(FileUploadHandler):
    """Counts the bytes of all files of a request; past the limit it drops them and marks the request."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Start counting."""
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the bytes on, or stop the upload."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_LIMIT_BYTES:
            if self.request is not None:
                self.request.META[TOO_LARGE] = "1"
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        return


def too_large_sentence(request: HttpRequest) -> str:
    """Why there is no file, when it was too large; else an empty text."""
    if TOO_LARGE not in request.META:
        return ""
    megabytes = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
    return f"The file is larger than {megabytes} MB, which is the most that can be sent. Nothing was kept."
