"""Unique Transaction Reference Numbers (GBCS 14)."""

from . import Invalid, crypto

OFFSET = 7394156990786306048
P = [
    [int(digit) for digit in row]
    for row in "0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258".split()
]
D = [
    [int(digit) for digit in row]
    for row in (
        "0123456789 1234067895 2340178956 3401289567 4012395678 "
        "5987604321 6598710432 7659821043 8765932104 9876543210"
    ).split()
]
I = "1267583094"


def check_digit(digits):
    d, k = 0, 4
    for x in digits:
        d = D[d][P[k][int(x)]]
        k = (k + 1) % 8
    return I[d]


def read(text):
    """The counter bits, class, value and MAC that 20 digits hold."""
    if len(text) != 20 or any(character not in "0123456789" for character in text):
        raise Invalid("not 20 digits")
    if check_digit(text[:19]) != text[19]:
        raise Invalid("another check digit")
    token = int(text[:19]) - OFFSET
    if not 0 <= token < 1 << 57:
        raise Invalid("out of range")
    covered = token >> 32
    return {
        "truncatedCounter": covered >> 15,
        "valueClass": covered >> 13 & 3,
        "value": covered & 0x1FFF,
        "mac": (token & 0xFFFFFFFF).to_bytes(4, "big").hex(),
    }


def check_utrn(_, test):
    found = read(test["utrn"])
    if "fields" in test and found != test["fields"]:
        raise Invalid("other fields")


def check_utrn_mac(context, test):
    counter = bytes.fromhex(test["counter"])
    supplier, device = bytes.fromhex(context["supplier"]), bytes.fromhex(context["device"])
    if counter[4:] != bytes(4):
        raise Invalid("the lower half of the counter is not zero")
    token = read(test["utrn"])
    if token["truncatedCounter"] != int.from_bytes(counter[:4], "big") % 1024:
        raise Invalid("another counter")
    covered = token["truncatedCounter"] << 15 | token["valueClass"] << 13 | token["value"]
    scalar, point = context["supplierPrivateKey"], context["devicePublicKey"]
    secret = crypto.agree(bytes.fromhex(scalar), bytes.fromhex(point))
    key = crypto.derive(secret, 1, supplier, counter, device)
    data = b"\x11" + bytes(5) + supplier + device + b"\x01" + counter + covered.to_bytes(4, "big")
    if crypto.tag(key, supplier, data)[-4:].hex() != token["mac"]:
        raise Invalid("another MAC")


def check_utrn_counter(_, test):
    highest, r = int(test["highest"], 16), test["truncated"]
    p = highest % 1024
    q = highest - p
    if r < p - 512:
        s = r + 1024
    elif r > p + 512:
        s = r - 1024
    else:
        s = r
    if q + s != int(test["counter"], 16):
        raise Invalid("another counter")
