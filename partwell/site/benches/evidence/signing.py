"""P8: the step of signing, from the paper to its entry, against pyHanko alone.

Time stamps come from an authority in this process, for us and for the anchor alike: what a network takes is not ours.
"""

import hashlib
import io
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import transaction

from partwell.apps.evidence import actions
from partwell.lib import signing
from partwell.lib.actor import system
from partwell.lib.files.store import stage
from partwell.lib.paper.typeset import typeset
from partwell.lib.signing import seal_image
from partwell.lib.signing.providers import LocalKey
from partwell.site.benches import Row

from .base import TURNS, case_stream

_TEMPLATE = Path(__file__).with_name("paper.typ")
_BOX = (300, 100, 420, 160)


class Bench:
    """Keys and an authority for one run."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def _certified(self, key: Any, *, stamps: bool = False) -> bytes:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.serialization import Encoding
        from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - timedelta(days=1))
            .not_valid_after(self.now + timedelta(days=365))
        )
        if stamps:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    @cached_property
    def key(self) -> LocalKey:
        """A P-256 key of the product's kind."""
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        return LocalKey(key, self._certified(key))

    @cached_property
    def authority(self) -> Any:
        """pyHanko's time-stamp authority for tests, with its RSA key parsed once: a real one starts once, too."""
        from asn1crypto import cms, core, x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding, rsa
        from pyhanko.sign.general import as_signing_certificate
        from pyhanko.sign.general import simple_cms_attribute as attribute
        from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

        key = rsa.generate_private_key(65537, 2048)

        class Authority(DummyTimeStamper):
            def _sign_tst_info(self, tst_info_data: bytes, *_how: Any, **_more: Any) -> Any:
                made: Any = attribute  # it has no types
                digest = core.OctetString(hashlib.sha256(tst_info_data).digest())
                certificate = as_signing_certificate(self.tsa_cert)
                parts = [made("content_type", "tst_info"), made("signing_certificate", certificate)]
                attributes = cms.CMSAttributes([*parts, made("message_digest", digest)])
                return key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()), attributes

        return Authority(x509.Certificate.load(self._certified(key, stamps=True)), None)

    def ask(self, query: bytes) -> bytes:
        """The authority as the product asks it."""
        from asn1crypto import tsp

        made = self.authority.request_tsa_response(tsp.TimeStampReq.load(query))
        return bytes(made.dump())

    @cached_property
    def picture(self) -> bytes:
        """What the field shows."""
        return seal_image.draw("Bench", "00" * 32)

    def paper(self, padding: bytes = b"") -> bytes:
        """One page in Chinese, typeset; with a stream of so many bytes that no reader looks at."""
        made = typeset(_TEMPLATE, {"text": "离职手续办理确认"}, at=self.now)
        if not padding:
            return made
        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        writer: Any = IncrementalPdfFileWriter(io.BytesIO(made), strict=False)
        writer.root["/PieceInfo"] = writer.add_object(generic.StreamObject(stream_data=padding))
        writer.update_root()
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    def signed(self, pdf: bytes, *, stamp: bool = False) -> bytes:
        """The product's signature."""
        place = signing.Place("answer", "Bench", self.picture, page=-1)
        ask = self.ask if stamp else None
        return signing.sign(pdf, self.key, place, reason="bench", name="Bench", at=self.now, stamp=ask)

    def bare(self, pdf: bytes, signer: Any, timestamper: Any = None) -> bytes:
        """The same signature as pyHanko's own call makes it."""
        from PIL import Image
        from pyhanko.pdf_utils.images import PdfImage
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers
        from pyhanko.stamp import StaticStampStyle

        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        with Image.open(io.BytesIO(self.picture)) as image:
            drawn = image.convert("RGB")
        style = StaticStampStyle(border_width=0, background=PdfImage(drawn, writer=writer), background_opacity=1)
        meta = signers.PdfSignatureMetadata(
            field_name="answer", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, reason="bench"
        )
        spec = fields.SigFieldSpec("answer", on_page=-1, box=_BOX)
        made = signers.PdfSigner(meta, signer=signer, stamp_style=style, new_field_spec=spec, timestamper=timestamper)
        return bytes(made.sign_pdf(writer).getvalue())

    def stock_rsa(self) -> Any:
        """pyHanko's own signer with an RSA key, which it parses for each signature."""
        from asn1crypto import keys, x509
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        key = rsa.generate_private_key(65537, 2048)
        secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return SimpleSigner(
            signing_cert=x509.Certificate.load(self._certified(key)),
            signing_key=keys.PrivateKeyInfo.load(secret),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )

    def cached(self) -> Any:
        """pyHanko with the product's signer, which holds its key as an object."""
        from partwell.lib.signing.pades import held

        return held(self.key)


def rows(company: Any, now: datetime) -> Iterator[Row]:
    """Typeset, sign with a time stamp, keep and record; by the clock, because most of it happens in children."""
    bench, stream = Bench(now), case_stream(company, now, 2000)
    pdf, cached, stock = bench.paper(), bench.cached(), bench.stock_rsa()

    def step() -> None:
        made = bench.signed(bench.paper(), stamp=True)
        blob = stage(made, name="paper.pdf", company=company.pk, now=now, made_here=True)
        with transaction.atomic():
            blob.save()
            actions.record(stream, "bench.signed", by=system(company.pk), now=now, payload={"n": 1}, files=[blob])

    def bare() -> None:
        bench.bare(pdf, cached)

    def rsa() -> None:
        bench.bare(pdf, stock, bench.authority)

    ways: tuple[Callable[[], object], ...] = (step, bare, rsa)
    figures: dict[Callable[[], object], list[float]] = {way: [] for way in ways}
    for way in ways:
        way()
    for _turn in range(TURNS):
        for way in ways:
            before = time.perf_counter()
            way()
            figures[way].append(time.perf_counter() - before)
    own, other, stamped = (statistics.median(figures[way]) for way in ways)
    yield Row("p8.step_vs_bare_b", own, "s", 1.25, other)
    yield Row("p8.step_vs_stock_rsa_t", own, "s", 0.5, stamped)
