"""What is forgotten of an erased person's papers: their text, free words, and every file. Numbers and digests stay."""

from datetime import datetime

from partwell.lib.files.store import forget as forget_file

from . import queries
from .models import Answer, Document, SealAct


def forget(employee: int, now: datetime) -> None:
    """Forget the papers of an employee; runs after the person's key was destroyed, in the same transaction."""
    del now
    papers = Document.objects.filter(employee=employee)
    for paper in papers.select_related("blob"):
        for blob in queries.files(paper):
            if not blob.address.startswith("erased:"):
                forget_file(blob)
    for answer in Answer.objects.filter(document__in=papers, signature__isnull=False).select_related("signature"):
        if answer.signature and not answer.signature.address.startswith("erased:"):
            forget_file(answer.signature)
    papers.update(paper_sealed=None, end_reason_sealed=None)
    Answer.objects.filter(document__in=papers).update(text_sealed=None)
    SealAct.objects.filter(document__in=papers, scan__isnull=False).update(seal_number_sealed=None)
