"""The answer given to each request key, so that a repeated press or call does nothing twice."""

from django.db import models


class RequestKey(models.Model):
    """One accepted request of one actor and the answer it got."""

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    digest = models.BinaryField(
        help_text="SHA-256 of the request's content: another content under the same key is refused"
    )
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_per_request_key")]
