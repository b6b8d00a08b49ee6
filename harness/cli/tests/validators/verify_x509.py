#!/usr/bin/env python3
"""A validator: X.509 path validation of the Python package cryptography.

verify_x509.py LEAF ANCHOR TIME [INTERMEDIATES]   PEM files, seconds since 1970; exit code 0: accepted
verify_x509.py --corpus DIR                       all cases of a corpus; prints one JSON object: id to answer, "" for yes
"""

import datetime
import json
import pathlib
import sys

import cryptography
from cryptography import x509
from cryptography.x509 import verification


def certificate(pem):
    return x509.load_pem_x509_certificate(pem)


def verify(leaf, intermediates, anchor, time):
    """Raises if there is no path. What the Web PKI wants of extensions beyond RFC 5280 is left out."""
    anything = verification.ExtensionPolicy.permit_all()
    authority = anything.require_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, None)
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([certificate(anchor)]))
        .time(datetime.datetime.fromtimestamp(time, datetime.timezone.utc).replace(tzinfo=None))
        .extension_policies(ca_policy=authority, ee_policy=anything)
        .build_client_verifier()
    )
    path = x509.load_pem_x509_certificates(intermediates) if intermediates else []
    verifier.verify(certificate(leaf), path)


def answer(*case):
    try:
        verify(*case)
    except Exception as error:  # whatever the package raises is a refusal
        return " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return ""


def corpus(folder):
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    answers = {}
    for case in index["cases"]:
        files = case["files"]
        read = lambda name: (folder / name).read_bytes() if name else b""
        octets = [read(name) for name in (files["leaf"]["pem"], files.get("path_pem"), files["anchor"]["pem"])]
        answers[case["id"]] = answer(*octets, case["question"]["time_unix"])
    print(json.dumps({"version": cryptography.__version__, "answers": answers}))


def main():
    if sys.argv[1:2] == ["--corpus"]:
        corpus(pathlib.Path(sys.argv[2]))
        return
    leaf, anchor, time, *intermediates = sys.argv[1:]
    octets = [pathlib.Path(path).read_bytes() for path in (leaf, anchor, *intermediates)]
    said = answer(octets[0], b"".join(octets[2:]), octets[1], int(time))
    if said:
        sys.exit(said)


main()
