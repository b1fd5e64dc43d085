"""The few cryptographic operations everything else is built from.

AES-256-GCM with a random 96-bit nonce a message (NIST SP 800-38D), HKDF-SHA256 (RFC 5869) to derive
keys with distinct purposes from one secret, HMAC-SHA256 for keyed hashes: never a plain hash (R6).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ingest.errors import VigieError

KEY_BYTES = 32
NONCE_BYTES = 12
_TAG_BYTES = 16


class DecryptionFailed(VigieError):
    """The key is not the right one, or the bytes or what they were bound to have changed."""

    def __init__(self) -> None:
        super().__init__("Déchiffrement impossible : mauvaise clé, ou donnée altérée ou déplacée.")


def new_key() -> bytes:
    """32 random bytes from the system."""
    return os.urandom(KEY_BYTES)


def context(zone: str, patient: str = "", document: str = "", version: int = 0, part: str = "") -> bytes:
    """Additional data that binds a ciphertext to its place; unambiguous whatever the values hold."""
    return json.dumps([zone, patient, document, version, part]).encode("ascii")


def encrypt(key: bytes, data: bytes, aad: bytes) -> bytes:
    """Nonce, ciphertext and tag of `data`. `key` has 32 bytes; `aad` must be given again to decrypt."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, aad)


def decrypt(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The data that `encrypt` took. Raises DecryptionFailed."""
    if len(sealed) < NONCE_BYTES + _TAG_BYTES:
        raise DecryptionFailed
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)
    except InvalidTag as error:
        raise DecryptionFailed from error


def seal(key: bytes, data: bytes, aad: bytes) -> bytes:
    """`data` compressed, then encrypted."""
    return encrypt(key, zlib.compress(data, 3), aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The data that `seal` took. Raises DecryptionFailed."""
    return zlib.decompress(decrypt(key, sealed, aad))


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose; keys of two purposes tell nothing of each other."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"vigie/1/{purpose}".encode()).derive(secret)


def keyed_hash(key: bytes, *parts: str | bytes) -> bytes:
    """HMAC-SHA256 over the parts, each preceded by its length, so that no two lists collide."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        mac.update(len(data).to_bytes(8, "big"))
        mac.update(data)
    return mac.digest()


def short(digest: bytes) -> str:
    """First 128 bits of a keyed hash as 26 lower-case letters and digits."""
    return base64.b32encode(digest[:16]).decode("ascii").rstrip("=").lower()
