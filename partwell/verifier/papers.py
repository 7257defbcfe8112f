"""Electronic signatures in the papers of a bundle, judged by pyHanko where it is installed; said so where it is not.

Checked: that each signature holds over the bytes of the file, that nothing but further signatures was added behind it,
and that it was made with the certificate the log names. Not checked: who issued a certificate, and whether it was
revoked; a bundle cannot prove that, and a fingerprint from the company's own papers can.
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .container import Bag
from .report import Check, grouped

MAX_SIGNATURES = 50
_GAP = re.compile(rb"<[0-9A-Fa-f]+>")
_BEGUN = re.compile(rb"/ByteRange\s*\[(?:\s*\d{1,12}){4}\s*\]")
"""Where a signature stands; a paper may speak of the word alone."""
_END = re.compile(rb"startxref\s+\d+\s+%%EOF(?:\r\n|\r|\n)?\Z")
WITHOUT = "pyHanko is not installed: signatures in PDFs were not checked"
_ZH = "文件上的电子签名有效，签署后只增加过签名，证书即日志所记的那一张（由谁签发、是否吊销未检查）。"
_EN = (
    "The signatures in the papers hold, only signatures were added since, and the certificates are those the log names "
    "(who issued them, and whether they were revoked, was not checked)."
)


def named_certificates(payloads: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """SHA-256 of a signed file -> SHA-256 of the certificate that an entry says it was signed with last."""
    found = {}
    for payload in payloads:
        for files, about in (
            (payload, payload.get("pades")),
            (payload.get("electronic"), payload.get("electronic")),
        ):
            if not isinstance(files, Mapping) or not isinstance(about, Mapping):
                continue
            digest, certificate = (
                files.get("sealed_copy" if about is files else "signed_copy"),
                about.get("certificate"),
            )
            if isinstance(digest, str) and isinstance(certificate, str):
                found[digest] = certificate
    return found


def paper_check(bag: Bag, payloads: Iterable[Mapping[str, Any]]) -> Check:
    """One check over every PDF among the files of the bundle."""
    wanted = named_certificates(payloads)
    signed, faults, said = [], list[str](), list[str]()
    for path in bag.names:
        if not path.startswith("data/files/"):
            continue
        raw = bag.read(path)
        digest = hashlib.sha256(raw).hexdigest()
        if raw.startswith(b"%PDF-") and _BEGUN.search(raw):
            signed.append((path, raw, digest))
        elif digest in wanted:
            faults.append(f"{path}: the log says that it is signed, and it bears no signature")
    if not signed and not faults:
        return Check("pdf", "not_checked", _ZH, _EN, ("no PDF with an electronic signature",))
    for path, raw, digest in signed:
        try:
            # In a thread of its own: the library runs an event loop, and the caller's may have one running.
            with ThreadPoolExecutor(max_workers=1) as thread:
                found = thread.submit(_judged, raw).result()
        except ImportError:
            return Check("pdf", "not_checked", _ZH, _EN, (WITHOUT,))
        faults += [f"{path}: {text}" for text in found.faults]
        said += [f"{path}: {text}" for text in found.said]
        if digest in wanted and not found.faults and wanted[digest] != found.last:
            faults.append(f"{path}: signed last with the certificate {grouped(found.last)}, the log names another")
    return Check("pdf", "fail" if faults else "pass", _ZH, _EN, tuple(faults or said))


class _Found:
    """What is in one file."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.said: list[str] = []
        self.last = ""


def _judged(raw: bytes) -> _Found:
    """The signatures of one PDF. Raises ImportError without pyHanko."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    # It logs with a trace that a certificate has no issuer among trusted ones. None has: it is judged by its name in
    # the log, and what is wrong with a signature is said among the faults.
    logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)
    found, status, level = _Found(), None, None
    unreadable = (
        PdfError,
        SigningError,
        SignatureValidationError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        OSError,
    )
    try:
        signatures = PdfFileReader(io.BytesIO(raw), strict=False).embedded_signatures[:MAX_SIGNATURES]
    except (*unreadable, AttributeError, RecursionError) as why:
        found.faults.append(f"its signatures cannot be read: {type(why).__name__}")
        return found
    reached = 0
    if not signatures:
        found.faults.append("a signature is begun and none can be read")
    for number, signature in enumerate(signatures, start=1):
        try:
            context = ValidationContext(trust_roots=[], allow_fetching=False)
            # A time stamp over the whole paper stands in it as a signature does, and is nobody's.
            stamped = signature.sig_object_type == "/DocTimeStamp"
            status = (
                validate_pdf_timestamp(signature, validation_context=context)
                if stamped
                else validate_pdf_signature(signature, signer_validation_context=context)
            )
        except (*unreadable, AttributeError, RecursionError) as why:
            found.faults.append(f"signature {number} cannot be judged: {type(why).__name__}")
            continue
        reached = max(reached, _reach(raw, signature.byte_range))
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        level = status.modification_level
        if not (status.intact and status.valid):
            found.faults.append(f"signature {number} does not hold over the bytes of the file")
        elif not whole and (level is None or level > ModificationLevel.FORM_FILLING):
            found.faults.append(f"something other than signatures was added after signature {number}")
        if not stamped:
            found.last = hashlib.sha256(signature.signer_cert.dump()).hexdigest()
        what = "time stamp" if stamped else "signature"
        found.said.append(f"{what} {number}: {signature.signer_cert.subject.human_friendly}")
    late = status is not None and status.coverage != SignatureCoverageLevel.ENTIRE_FILE
    # The library looks at revisions: what follows the last one and is none it passes over.
    added = raw[reached:]
    stray = bool(added) and not (late and added.strip() and _END.search(added))
    if not found.faults and (stray or (late and (level is None or level > ModificationLevel.LTA_UPDATES))):
        found.faults.append("something was added after the last signature")
    return found


def _reach(raw: bytes, ranges: Sequence[int]) -> int:
    """How far a signature's ByteRange goes; 0 when it leaves out more than the digits of the signature."""
    if len(ranges) != 4 or ranges[0] != 0 or not _GAP.fullmatch(raw, ranges[1], ranges[2]):
        return 0
    return int(ranges[2] + ranges[3])
