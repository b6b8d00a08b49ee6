#!/usr/bin/env python3
"""Reads and verifies recorded messages with the checker of the vectors.

    python3 vectors/examples/messages.py MESSAGES KEYS ACB

MESSAGES is a folder of files with one message in hexadecimal each, with the extension .HEX; KEYS is a folder of
certificates and private keys named <eui64>-<ds|ka|pp-ka>.<pem|key>; ACB is the identifier of the Access Control Broker.
Each message must be read to the end; its signature must verify, its MAC be right and its encrypted attributes decrypt
where the keys are there. The exit code is 0 if all of that is so, else 1.
"""

import collections
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from gbcs import Invalid, crypto, gbz, whole
from gbcs.message import Message

PPMID_TO_GSME = (b"\x00\x90", b"\x00\x9b")  # their MAC is made without the Access Control Broker


class Keys:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def scalar(self, entity):
        path = self.folder / f"{entity.hex()}-ka.key"
        if not path.exists():
            return None
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        return key.private_numbers().private_value.to_bytes(32, "big")

    def point(self, entity, usage):
        path = self.folder / f"{entity.hex()}-{usage}.pem"
        if not path.exists():
            return None
        key = x509.load_pem_x509_certificate(path.read_bytes()).public_key()
        form = serialization.PublicFormat.UncompressedPoint
        return key.public_bytes(serialization.Encoding.X962, form)

    def secret(self, first, second):
        """The secret of two parties, with whichever private key is there."""
        for own, other in ((first, second), (second, first)):
            scalar, point = self.scalar(own), self.point(other, "ka")
            if scalar and point:
                return crypto.agree(scalar, point)
        return None


def verify(octets, keys, acb, counts):
    message = Message(octets)
    family, blobs = whole.read_payload(message)
    counts[family] += 1
    if message.signature:
        point = keys.point(message.originator, "ds")
        counts["signatures without a key" if point is None else "signatures right"] += 1
        if point is not None:
            crypto.verify(point, message.signed, message.signature)
    if message.mac:
        is_command = message.cra == "command" and message.code not in PPMID_TO_GSME
        secret = keys.secret(acb if is_command else message.originator, message.recipient)
        counts["MACs without a key" if secret is None else "MACs right"] += 1
        if secret is not None:
            purpose = crypto.PURPOSES[message.cra]
            key = crypto.derive(secret, purpose, message.originator, message.counter, message.recipient)
            if crypto.mac(key, message.originator, message.authenticated) != message.mac:
                raise Invalid("another MAC")
    for blob in blobs:
        decrypt(message, blob, keys, counts)


def decrypt(message, blob, keys, counts):
    recipient = message.party or message.recipient
    secret = keys.secret(recipient, message.originator)
    counts["blobs without a key" if secret is None else "blobs decrypted"] += 1
    if secret is None:
        return
    key = crypto.derive(secret, 4, message.originator, message.own_counter or message.counter, recipient)
    if isinstance(blob, bytes):
        crypto.decrypt(key, message.originator, blob)
    else:
        cluster, header, sealed = blob
        gbz.zcl(cluster, header, gbz.Reader(crypto.decrypt(key, message.originator, sealed)))


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder, keys, acb = pathlib.Path(arguments[0]), Keys(arguments[1]), bytes.fromhex(arguments[2])
    counts, wrong, total = collections.Counter(), 0, 0
    for path in sorted(folder.rglob("*.HEX")):
        total += 1
        try:
            verify(bytes.fromhex(path.read_text()), keys, acb, counts)
        except Invalid as invalid:
            wrong += 1
            print(f"  {path.name}: {invalid}")
    for name in sorted(counts):
        print(f"{name:24} {counts[name]:6}")
    print(f"{total} messages, {wrong} of them not as expected")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
