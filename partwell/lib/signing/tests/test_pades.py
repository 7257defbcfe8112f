"""Signatures in PDFs hold, show where they stand, and every later change is found, by us and by others."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from partwell.lib import signing
from partwell.lib.signing import providers, seal_image
from tests import tsa

from .conftest import AT, pdfsig, signed


def test_a_signed_paper_is_valid_to_others_and_says_who_why_and_when(paper, key, tmp_path):
    """poppler agrees; the field shows the picture in its box; the time is that of the record, not of the machine."""
    made = signed(paper, key)
    said = pdfsig(made, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    field = PdfReader(io.BytesIO(made)).get_fields()["answer"]["/V"]
    assert field["/Reason"] == "签署"
    assert field["/M"].startswith("D:20261126020000") or field["/M"].startswith("D:20261126100000")
    assert made.startswith(paper)


def test_the_field_lies_in_the_box_of_the_page(paper, key):
    """Beside the heading 手写签名, inside the page, wider than high."""
    page = PdfReader(io.BytesIO(signed(paper, key))).pages[-1]
    left, bottom, right, top = (float(one) for one in page["/Annots"][0].get_object()["/Rect"])
    assert 40 < left < right < 560
    assert 60 < bottom < top < 780
    assert right - left > top - bottom


def test_two_sign_one_after_the_other(paper, key, tmp_path):
    """The seal behind the employee's signature leaves the first whole."""
    said = pdfsig(signed(signed(paper, key), key, field="seal"), tmp_path)
    assert said.count("Signature is Valid") == 2


def test_a_changed_byte_is_found(paper, key, tmp_path):
    """One letter of the title in the file's own bytes."""
    made = bytearray(signed(paper, key))
    place = made.index(b"obj") + 40
    made[place] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(made), tmp_path)


def test_what_is_added_behind_is_found(paper, key, tmp_path):
    """An incremental change after signing: the signature no longer covers the file."""
    assert "Not total document signed" in pdfsig(signed(paper, key) + b"\n% more\n%%EOF\n", tmp_path)


@pytest.mark.skipif(not tsa.OPENSSL, reason="no openssl on this machine")
def test_a_time_stamp_goes_into_the_signature(paper, key, tmp_path):
    """PAdES-T with our own authority; what it answers wrongly leaves the file unsigned."""
    own = tsa.make(tmp_path / "tsa")
    made = signed(paper, key, stamp=own.token)
    assert "Signature is Valid" in pdfsig(made, tmp_path)
    assert b"/ByteRange" in made
    from asn1crypto import cms

    gap = made.rindex(b"<3082") + 1
    info = cms.ContentInfo.load(bytes.fromhex(made[gap : made.index(b">", gap)].decode()))
    unsigned = info["content"]["signer_infos"][0]["unsigned_attrs"]
    assert [one["type"].native for one in unsigned] == ["signature_time_stamp_token"]
    with pytest.raises(signing.CannotSign):
        signed(paper, key, stamp=lambda _query: b"no answer")


def test_a_key_beside_the_certificate_of_another_signs_nothing(paper, key, tmp_path):
    """A reader would call such a file broken."""
    providers.make(tmp_path, "other", company="杭州云岚软件有限公司", common_name="另一个", now=AT)
    other = providers.find(tmp_path, "other")
    with pytest.raises(signing.CannotSign, match="does not hold"):
        signed(paper, replace(key, certificate=other.certificate))


def test_no_pdf_is_not_signed(key):
    """The child says no; nothing else happens."""
    with pytest.raises(signing.CannotSign):
        signed(b"not a paper", key)


def test_a_key_is_made_once_and_kept_from_others(tmp_path):
    """A second making changes nothing; the file is its owner's alone; the certificate says that it is self-issued."""
    folder = tmp_path / "keys"
    providers.make(folder, "seal", company="甲", common_name="甲 电子印章", now=AT)
    before = (folder / "seal.pem").read_bytes()
    providers.make(folder, "seal", company="乙", common_name="乙", now=AT)
    assert (folder / "seal.pem").read_bytes() == before
    assert (folder / "seal.pem").stat().st_mode & 0o077 == 0
    one, other = providers.find(folder, "seal"), providers.find(folder, "seal")
    assert one is other
    assert "自行签发".encode() in one.certificate
    assert list(folder.iterdir()) == [folder / "seal.pem"]


def test_a_seal_is_drawn_for_any_name():
    """Short and long names; the picture is round ink on nothing."""
    from PIL import Image

    for name in ("甲", "杭州云岚软件有限公司", "中国（杭州）非常非常长的公司名称股份有限责任公司"):
        image = Image.open(io.BytesIO(seal_image.draw(name, "ab" * 32)))
        assert image.mode == "RGBA"
        assert image.getpixel((240, 12))[3] == 255
        assert image.getpixel((2, 2))[3] == 0
