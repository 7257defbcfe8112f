"""Receives uploads in memory and stops keeping bytes at the limit: nothing personal lies in a temporary folder."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from .store import MAX_BYTES


class BoundedUpload(FileUploadHandler):
    """Keeps at most 20 MB and a byte of each file. The rest is counted and dropped, so that the form can answer
    with a sentence that names the size, instead of a broken connection. All files of a request share 64 MB."""

    room = 64 * 1024 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin an empty file."""
        super().new_file(*args, **kwargs)
        self.file = BytesIO()
        self.counted = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the chunk while there is room; always count it."""
        self.counted += len(raw_data)
        room = min(MAX_BYTES + 1 - self.file.tell(), self.room)
        if room > 0:
            self.room -= self.file.write(raw_data[:room])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file with its true size, even when not all of it was kept."""
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file,
            self.field_name,
            self.file_name,
            self.content_type,
            self.counted,
            self.charset,
            self.content_type_extra,
        )
