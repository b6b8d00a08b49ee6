"""Verifies the statements of a bundle with nothing of ours: python3 verify_dsse.py BUNDLE"""

import base64
import hashlib
import json
import pathlib
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

bundle = pathlib.Path(sys.argv[1])
key = serialization.load_pem_public_key((bundle / "signer.pem").read_bytes())


def statement(name):
    envelope = json.loads((bundle / name).read_text())
    kind, payload = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"], validate=True)
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    raw = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    return json.loads(payload)


files = statement("conformance.dsse.json")["predicate"]["files"]
for file in files:
    octets = (bundle / file["name"]).read_bytes()
    assert (len(octets), hashlib.sha256(octets).hexdigest()) == (file["size"], file["sha256"]), file["name"]
result = statement("test-result.dsse.json")["predicate"]["result"]
print(f"verified {len(files)} files, {result}")
