"""Pages of training: `staff` keeps courses, `own` takes them on the phone, `bonds` per person, `files` downloads."""

from . import bonds, files, own, staff

__all__ = ["bonds", "files", "own", "staff"]
