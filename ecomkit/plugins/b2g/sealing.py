"""Sealing: the construction that keeps bids closed until two openers act. Pure functions over bytes; nothing is kept here.

Written out, with what it protects against and what not, in `docs/plugins/b2g.md`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

__all__ = [
    "BOX_BYTES", "CONTENT_BYTES", "content_key", "digest_of_box", "hide_share", "hint_of", "key_pair", "mark_of", "new_salt", "open_box",
    "pair_key", "public_of", "seal", "share_of", "show_share", "slip_of", "unwrap", "wrap",
]  # fmt: skip

CONTENT_BYTES = 4096
"""Every bid is padded to this, so that its size says nothing."""
BOX_BYTES = 32 + CONTENT_BYTES + 16
_NONCE = 12
_ONCE = bytes(_NONCE)  # each content key seals one box, so its nonce need not vary
_LENGTH = 4


def new_salt() -> str:
    """A random salt, as stored."""
    return b64encode(os.urandom(16)).decode()


def key_pair() -> tuple[bytes, str]:
    """A new X25519 key pair: the private key, which nobody stores, and the public one, as stored."""
    private = X25519PrivateKey.generate().private_bytes_raw()
    return private, public_of(private)


def public_of(private: bytes) -> str:
    """The public key of a private one, as stored."""
    return b64encode(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()).decode()


def share_of(passphrase: str, salt: str, work: int) -> bytes:
    """What an opener brings: scrypt of the passphrase, in Unicode normal form and without spaces around it."""
    plain = unicodedata.normalize("NFKC", passphrase).strip().encode()
    return Scrypt(salt=b64decode(salt), length=32, n=2**work, r=8, p=1).derive(plain)


def hint_of(share: bytes) -> int:
    """Twelve bits that tell a slip of the finger at once. More would help whoever guesses one passphrase alone."""
    return int.from_bytes(_derive(share, b"hint", length=2)) & 0xFFF


def pair_key(first: bytes, second: bytes, salt: str, work: int) -> bytes:
    """The key of a pair, from both shares and the pair's own salt. `first` is that of the opener whose key sorts first."""
    return Scrypt(salt=b64decode(salt), length=32, n=2**work, r=8, p=1).derive(first + second)


def wrap(private: bytes, key: bytes, about: str) -> str:
    """The private key, closed with a pair's key. `about` binds it to the tender and the pair."""
    nonce = os.urandom(_NONCE)
    return b64encode(nonce + ChaCha20Poly1305(key).encrypt(nonce, private, about.encode())).decode()


def unwrap(box: str, key: bytes, about: str) -> bytes | None:
    """The private key, or None where the pair's key is another one."""
    raw = b64decode(box)
    try:
        return ChaCha20Poly1305(key).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode())
    except InvalidTag:
        return None


def seal(public: str, content: bytes, about: str) -> str:
    """Close a bid for the tender's key: a fresh X25519 key, HKDF-SHA256, ChaCha20-Poly1305 over the padded content.

    Raises `ValueError` where the content is larger than the padding allows.
    """
    if len(content) > CONTENT_BYTES - _LENGTH:
        raise ValueError("the bid is too large to be sealed")
    padded = len(content).to_bytes(_LENGTH) + content + bytes(CONTENT_BYTES - _LENGTH - len(content))
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(b64decode(public)))
    key = _derive(shared, about.encode(), salt=sender + b64decode(public))
    return b64encode(sender + ChaCha20Poly1305(key).encrypt(_ONCE, padded, about.encode())).decode()


def content_key(private: bytes, box: str, about: str) -> bytes:
    """The key of one box. It opens that box and no other, and says nothing of the private key."""
    sender = b64decode(box)[:32]
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(sender))
    return _derive(shared, about.encode(), salt=sender + b64decode(public_of(private)))


def open_box(box: str, key: bytes, about: str) -> bytes | None:
    """What a box holds, or None where it was changed or the key is not its own."""
    try:
        padded = ChaCha20Poly1305(key).decrypt(_ONCE, b64decode(box)[32:], about.encode())
    except (InvalidTag, ValueError):
        return None
    length = int.from_bytes(padded[:_LENGTH])
    return padded[_LENGTH : _LENGTH + length] if length <= CONTENT_BYTES - _LENGTH else None


def digest_of_box(box: str) -> str:
    """The digest on a receipt and in the log: SHA-256 of the ciphertext, never of what is in it."""
    return hashlib.sha256(b64decode(box)).hexdigest()


def hide_share(secret: str, share: bytes, about: str) -> str:
    """A share as it waits for the second opener: closed with a key of the shop's secret, which the database does not hold."""
    return wrap(share, _derive(secret.encode(), b"share"), about)


def show_share(secret: str, hidden: str, about: str) -> bytes | None:
    """A share that waits, or None where it was changed or the shop's secret is another one."""
    return unwrap(hidden, _derive(secret.encode(), b"share"), about)


def mark_of(secret: str, tender: str, party: str) -> str:
    """How a supplier's envelopes of one tender are known as one's: keyed with the shop's secret, different for each tender."""
    return hmac.new(_derive(secret.encode(), b"mark"), f"{tender}/{party}".encode(), hashlib.sha256).hexdigest()


def slip_of(tender: str, slip: str) -> str:
    """A form's slip as stored."""
    return hashlib.sha256(f"{tender}/{slip}".encode()).hexdigest()


def _derive(material: bytes, info: bytes, *, salt: bytes | None = None, length: int = 32) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=b"ecomkit b2g 1 " + info).derive(material)
