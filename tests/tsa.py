"""A time-stamp authority of our own: a root, a signer, and `openssl ts -reply` behind an address of this machine."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

OPENSSL = shutil.which("openssl")
CONFIG = """\
[ req ]
distinguished_name = dn
prompt = no
[ dn ]
CN = {name}
[ root ]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[ signer ]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ tsa ]
default_tsa = own
[ own ]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
certs = {folder}/root.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """The authority's files, its address while it is served, and what it was asked."""

    folder: Path
    address: str = ""
    asked: list[bytes] = field(default_factory=list)
    answer: Any = None
    """What to send instead of a token: bytes, or an HTTP status."""

    @property
    def roots(self) -> Path:
        """PEM of the root."""
        return self.folder / "root.pem"

    def call(self, *arguments: object) -> bytes:
        """Run openssl in the folder."""
        assert OPENSSL
        done = subprocess.run([OPENSSL, *map(str, arguments)], cwd=self.folder, check=True, capture_output=True)
        return done.stdout

    def token(self, query: bytes) -> bytes:
        """The answer to a time-stamp query."""
        (self.folder / "query").write_bytes(query)
        self.call("ts", "-reply", "-config", "config", "-section", "own", "-queryfile", "query", "-out", "reply")
        return (self.folder / "reply").read_bytes()

    def stamp(self, message: bytes) -> bytes:
        """A token over a message, without the way over HTTP."""
        (self.folder / "message").write_bytes(message)
        self.call("ts", "-query", "-data", "message", "-sha256", "-cert", "-out", "query.tsq")
        return self.token((self.folder / "query.tsq").read_bytes())


def make(folder: Path, name: str = "Test TSA") -> Authority:
    """A fresh authority in an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    own = Authority(folder)
    (folder / "config").write_text(CONFIG.format(name=name, folder=folder))
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 3650, "-config", "config")
    own.call("req", "-x509", *key, "-extensions", "root", "-keyout", "root.key", "-out", "root.pem")
    own.call("req", "-new", *key[:4], "-nodes", "-config", "config", "-subj", f"/CN={name} signer",
             "-keyout", "signer.key", "-out", "signer.csr")  # fmt: skip
    own.call("x509", "-req", "-in", "signer.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", 2,
             "-days", 3650, "-extfile", "config", "-extensions", "signer", "-out", "signer.pem")  # fmt: skip
    return own


@contextmanager
def served(own: Authority) -> Iterator[Authority]:
    """The authority behind an address of this machine."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            own.asked.append(query)
            if isinstance(own.answer, int):
                self.send_error(own.answer)
                return
            body = own.token(query) if own.answer is None else own.answer
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    own.address = f"http://127.0.0.1:{server.server_port}/tsa"
    try:
        yield own
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
