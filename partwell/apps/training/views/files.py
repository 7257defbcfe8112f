"""Downloads: material, certificates, signed bonds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from partwell.apps.training import paper, queries
from partwell.lib.files import store
from partwell.lib.signed_in import actor_of, signed_in


@require_GET
@signed_in
def material(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A file of a course."""
    row = queries.material(actor_of(request), uid)
    return store.serve(row.file, name=row.file.name)


@require_GET
@signed_in
def certificate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A certificate as PDF, made from the record each time: equal records give equal bytes."""
    row = queries.certificate(actor_of(request), uid)
    pdf = paper.certificate(row)
    return store.download(pdf, media="application/pdf", name=f"{row.participation.course.title} {row.number}.pdf")


@require_GET
@signed_in
def bond(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The signed paper of a bond."""
    return store.serve(queries.bond_for(actor_of(request), uid).paper)
