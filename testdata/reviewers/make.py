"""Makes the reviewers' keys of testdata: seeds that everybody knows, sealed with a passphrase that everybody knows.

Needs Python's cryptography and the openssl command. Writes NAME.pem beside itself and prints the public key of each,
for testdata/policies/kyc/reviewers.toml.
"""
import base64
import hashlib
import pathlib
import subprocess

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

here = pathlib.Path(__file__).parent
for name in ["officer-1", "officer-2", "analyst-1", "manager-1"]:
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"testdata reviewer " + name.encode()).digest())
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    seal = ["openssl", "pkcs8", "-topk8", "-scrypt", "-v2", "aes-256-cbc", "-passout", f"file:{here / 'passphrase.txt'}"]
    sealed = subprocess.run(seal, input=plain, capture_output=True, check=True).stdout
    (here / f"{name}.pem").write_bytes(sealed)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    print(name, base64.urlsafe_b64encode(public).rstrip(b"=").decode())
