"""A key in a token through PKCS #11, tried on SoftHSM."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from partwell.lib.signing import providers

from .conftest import AT, pdfsig, signed

MODULE = next(
    (
        p
        for p in (Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"))
        if p.exists()
    ),
    None,
)

pytestmark = pytest.mark.skipif(not (MODULE and shutil.which("softhsm2-util")), reason="no SoftHSM on this machine")


@pytest.fixture
def token(tmp_path, monkeypatch):
    """A token with the key and certificate of a seal, described in the folder of the keys."""
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "company", "--so-pin", "1234", "--pin", "5678"],
        check=True,
        capture_output=True,
        env=dict(os.environ),
    )
    providers.make(tmp_path, "own", company="杭州云岚软件有限公司", common_name="令牌印章", now=AT)
    own = providers.find(tmp_path, "own")
    with pkcs11.lib(str(MODULE)).get_token(token_label="company").open(rw=True, user_pin="5678") as session:
        from pkcs11.util.ec import encode_named_curve_parameters

        numbers = own.key.private_numbers()
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY,
                pkcs11.Attribute.KEY_TYPE: pkcs11.KeyType.EC,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.SIGN: True,
                pkcs11.Attribute.LABEL: "seal",
                pkcs11.Attribute.ID: b"1",
                pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1"),
                pkcs11.Attribute.VALUE: numbers.private_value.to_bytes(32),
            }
        )
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        certificate = x509.load_der_x509_certificate(own.certificate)
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: "seal",
                pkcs11.Attribute.ID: b"1",
                pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
            }
        )
    (tmp_path / "seal.pin").write_text("5678\n")
    value = {"kind": "pkcs11", "module": str(MODULE), "token": "company", "label": "seal", "pin_file": "seal.pin"}
    (tmp_path / "seal.json").write_text(json.dumps(value))
    return tmp_path


def test_the_token_signs(token, paper, tmp_path):
    """The signature holds to others; the key was never outside the token."""
    key = providers.find(token, "seal")
    assert key.kept == "token"
    assert "Signature is Valid" in pdfsig(signed(paper, key), tmp_path)
    (token / "seal.pin").write_text("0000")
    with pytest.raises(ValueError, match="token company"):
        providers.find(token, "seal")
