"""Key agreement, key derivation, MAC, signature and encryption (GBCS 4.3, 6.2.3, 6.3.3, 8)."""

import functools
import hashlib

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import Invalid

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ALGORITHM = bytes.fromhex("60857406080300")  # AES-GCM with 128 bit
PURPOSES = {"command": 1, "response": 2, "alert": 3, "encryption": 4}


@functools.lru_cache(maxsize=None)
def private_key(scalar):
    number = int.from_bytes(scalar, "big")
    if len(scalar) != 32 or not 0 < number < ORDER:
        raise Invalid("the private key is out of range")
    return ec.derive_private_key(number, ec.SECP256R1())


@functools.lru_cache(maxsize=None)
def public_key(point):
    if len(point) != 65 or point[0] != 4:
        raise Invalid("the public key is not an uncompressed point")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise Invalid("the public key is no point of the curve") from None


@functools.lru_cache(maxsize=None)
def agree(scalar, point):
    """The x coordinate of the product: 32 octets."""
    return private_key(scalar).exchange(ec.ECDH(), public_key(point))


def derive(secret, purpose, originator, counter, recipient):
    """SP 800-56A, one step: the first 16 octets of one SHA-256."""
    info = ALGORITHM + originator + bytes([9, purpose]) + counter + recipient
    return hashlib.sha256(b"\x00\x00\x00\x01" + secret + info).digest()[:16]


def tag(key, originator, data):
    """GMAC: all 16 octets."""
    return AESGCM(key).encrypt(originator + bytes(4), b"", data)


def mac(key, originator, authenticated):
    return tag(key, originator, b"\x11" + bytes(5) + authenticated)[:12]


def verify(point, signed, signature):
    if len(signature) != 64:
        raise Invalid("the signature does not have 64 octets")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < ORDER and 0 < s < ORDER):
        raise Invalid("r or s is out of range")
    try:
        public_key(point).verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Invalid("the signature is wrong") from None


def decrypt(key, originator, encrypted):
    """Security control octet, invocation counter, ciphertext, tag of 12 octets."""
    if encrypted[:5] != b"\x31" + bytes(4) or len(encrypted) < 17:
        raise Invalid("not the form of an encrypted attribute")
    text, sealed = encrypted[5:-12], encrypted[-12:]
    mode = modes.GCM(originator + bytes(4), sealed, min_tag_length=12)
    decryptor = Cipher(algorithms.AES(key), mode).decryptor()
    decryptor.authenticate_additional_data(b"\x31")
    try:
        return decryptor.update(text) + decryptor.finalize()
    except InvalidTag:
        raise Invalid("the tag of an encrypted attribute is wrong") from None


# The checks of the vector files.


def check_shared_secret(context, test):
    secret = agree(bytes.fromhex(context["privateKey"]), bytes.fromhex(test["publicKey"]))
    require(secret.hex() == test["sharedSecret"], "another secret")


def check_key_derivation(context, test):
    require(message_key(context, test).hex() == test["key"], "another key")


def check_mac(context, test):
    found = mac(message_key(context, test), octets(test, "originator"), octets(test, "authenticated"))
    require(found.hex() == test["mac"], "another MAC")


def check_signature(context, test):
    own = private_key(octets(context, "privateKey")).public_key().public_numbers()
    point = b"\x04" + own.x.to_bytes(32, "big") + own.y.to_bytes(32, "big")
    if point != octets(context, "publicKey"):
        raise ValueError("the keys of the context are no pair")
    verify(point, octets(test, "signed"), octets(test, "signature"))


def check_encryption(context, test):
    recipient = octets(test, "supplementaryParty" if "supplementaryParty" in test else "recipient")
    own = "supplementaryOriginatorCounter"
    counter = octets(test, own if own in test else "counter")
    originator = octets(test, "originator")
    key = derive(octets(context, "sharedSecret"), 4, originator, counter, recipient)
    plaintext = decrypt(key, originator, octets(test, "encrypted"))
    require(plaintext.hex() == test["plaintext"], "another plaintext")


def message_key(context, test):
    return derive(
        octets(context, "sharedSecret"),
        PURPOSES[test["purpose"]],
        octets(test, "originator"),
        octets(test, "counter"),
        octets(test, "recipient"),
    )


def octets(holder, name):
    return bytes.fromhex(holder[name])


def require(condition, what):
    if not condition:
        raise Invalid(what)
