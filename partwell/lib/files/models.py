"""Stored files. Content lies encrypted under `files/<address>`; the row says what it is and whose."""

from django.db import models

from partwell.lib.ids import uid7
from partwell.lib.keys.fields import Sealed


class Blob(models.Model):
    """One stored file. `address` is an HMAC of the content, so equal files of one company are kept once."""

    uid = models.UUIDField(default=uid7, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", models.PROTECT, null=True, blank=True)
    address = models.CharField(max_length=64, db_index=True)
    sha256 = models.BinaryField(editable=False)
    size = models.PositiveIntegerField()
    media = models.CharField(max_length=100)
    name_sealed = models.BinaryField(null=True, editable=False)
    name = Sealed()
    created_at = models.DateTimeField()
