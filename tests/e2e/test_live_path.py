"""With real keys the app loads Stripe's own script, over https, from Stripe, and nothing else.

Proven offline: a local server holds a certificate for js.stripe.com and records who asks for what.
Its script enforces what Stripe.js enforces: a live key needs an https page.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.stub_stripe import serve_stub

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.webengine


def _certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A self-signed certificate for js.stripe.com, and the digest by which Chromium knows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "js.stripe.com")])
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251  # a certificate must be valid now
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("js.stripe.com")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "leaf.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return context, base64.b64encode(hashlib.sha256(public).digest()).decode()


def _run_page(tmp_path: Path, port: int, digest: str, *more: str) -> dict[str, object]:
    program = ROOT / "tests" / "support" / "live_page.py"
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(program), str(port), digest, *more],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_live_page_asks_stripe_alone_for_the_script_and_mounts(tmp_path: Path) -> None:
    tls, digest = _certificate(tmp_path)
    with serve_stub(tls) as stripe:
        result = _run_page(tmp_path, stripe.port, digest)
    assert result["told"] == ["ElementReady", "ElementChanged", "ConfirmReported"]
    assert "status='succeeded'" in str(result["last"])
    assert stripe.seen == [("js.stripe.com", "/endive/stripe.js")]
    assert stripe.referers == ["https://pay.shop.example/"]


def test_live_key_is_refused_by_the_script_on_a_page_without_https(tmp_path: Path) -> None:
    tls, digest = _certificate(tmp_path)
    with serve_stub(tls) as stripe:
        result = _run_page(tmp_path, stripe.port, digest, "http://pay.shop.example")
    assert "must use HTTPS" in str(result["last"])


def test_script_with_a_certificate_nobody_vouches_for_is_not_run(tmp_path: Path) -> None:
    tls, _ = _certificate(tmp_path)
    with serve_stub(tls) as stripe:
        result = _run_page(tmp_path, stripe.port, base64.b64encode(b"x" * 32).decode())
    assert result["told"] == ["ElementFailed"]
    assert "stage='script'" in str(result["last"])
    assert stripe.seen == []
