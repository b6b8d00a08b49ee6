#!/usr/bin/env python3
"""Runs the vectors against an implementation that shares nothing with the one that made them.

    python3 vectors/examples/check.py [FILE…]

Without arguments all files in ../data are run. Needs Python 3.9 and the package `cryptography`. The exit code is 0 if
every result is as the files say, else 1. Replace the functions in CHECKS by calls of your own implementation: each is
given the context of a group and the input of a test, and raises Invalid if the input must be refused.
"""

import json
import pathlib
import sys

from gbcs import Invalid, asn1, crypto, dlms, gbz, message, utrn, whole

CHECKS = {
    "asn1": asn1.check_asn1,
    "block-transfer": message.check_block_transfer,
    "dlms": dlms.check_dlms,
    "encryption": crypto.check_encryption,
    "gbz": gbz.check_gbz,
    "header": message.check_header,
    "key-derivation": crypto.check_key_derivation,
    "mac": crypto.check_mac,
    "message": whole.check_message,
    "shared-secret": crypto.check_shared_secret,
    "signature": crypto.check_signature,
    "utrn": utrn.check_utrn,
    "utrn-counter": utrn.check_utrn_counter,
    "utrn-mac": utrn.check_utrn_mac,
}

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


def run(path):
    """Runs one file; returns how many valid and invalid tests agree, and what does not."""
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    check = CHECKS[path.stem]
    agreed = {"valid": 0, "invalid": 0}
    wrong = []
    total = 0
    for group in document["testGroups"]:
        for test in group["tests"]:
            total += 1
            try:
                check(group["context"], test["input"])
                found, why = "valid", ""
            except Invalid as invalid:
                found, why = "invalid", str(invalid)
            if found == test["result"]:
                agreed[found] += 1
            else:
                wrong.append(f"{test['tcId']} ({test['comment']}): {test['result']}, found {found} {why}")
    if total != document["numberOfTests"]:
        wrong.append(f"{path.name} announces {document['numberOfTests']} tests and has {total}")
    return agreed, wrong


def main(arguments):
    paths = [pathlib.Path(name) for name in arguments] or sorted(DATA.glob("*.json"))
    sums = {"valid": 0, "invalid": 0, "wrong": 0}
    for path in paths:
        agreed, wrong = run(path)
        for line in wrong:
            print(f"  {line}")
        print(f"{path.stem:16} {agreed['valid']:6} valid {agreed['invalid']:6} invalid {len(wrong):6} not as expected")
        for key in agreed:
            sums[key] += agreed[key]
        sums["wrong"] += len(wrong)
    total = sums["valid"] + sums["invalid"] + sums["wrong"]
    print(f"{'total':16} {sums['valid']:6} valid {sums['invalid']:6} invalid {sums['wrong']:6} not as expected, of {total}")
    return 1 if sums["wrong"] or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
