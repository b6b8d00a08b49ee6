"""Whole messages: headers, protection and payload together."""

from . import Invalid, asn1, crypto, dlms, gbz
from .message import Message
from .octets import Reader

DLMS, GBZ, ASN1 = "DLMS", "GBZ", "ASN.1"


def read_payload(message, answers_protected=False):
    """Reads the payload by its first octets; gives its family, and blobs that are encrypted."""
    code, payload = int.from_bytes(message.code, "big"), message.payload
    if payload[:1] in (b"\xd9", b"\xda", b"\x0f"):
        invoke_id, items = dlms.read(code, payload, answers_protected)
        if invoke_id != b"\x20" + message.counter[5:]:
            raise Invalid("the invoke identifier is not that of the message")
        return DLMS, dlms_blobs(items)
    if payload[:2] == gbz.PROFILE:
        components = gbz.read(code, message.cra, payload)
        return GBZ, [(cluster, header, blob) for _, cluster, header, blob in components if blob]
    asn1.read(code, message.cra, payload)
    repeated = asn1_counter(code, message.cra, payload)
    if repeated is not None and repeated != int.from_bytes(message.counter, "big"):
        raise Invalid("the counter in the payload is not that of the message")
    return ASN1, []


def dlms_blobs(items):
    """Octet strings that are encrypted attributes: those behind protection parameters."""
    blobs = []
    for pair in [item.value for item in items if item.tag == dlms.STRUCTURE] + [items]:
        for first, second in zip(pair, pair[1:]):
            if first.tag == dlms.ARRAY and second.tag == dlms.OCTETS and second.value[:5] == b"\x31" + bytes(4):
                blobs.append(second.value)
    return blobs


def asn1_counter(code, kind, payload):
    """The counter of the message that a CS02b, CS02g or CS06 command repeats."""
    if kind != "command" or not (code == 0x0012 or 0x0100 <= code <= 0x0109 or code in (0x0125, 0x0126)):
        return None
    outer = Reader(asn1.element(Reader(payload), 0x30))
    if code == 0x0012:
        asn1.element(outer, 0x04)
        return int.from_bytes(asn1.element(outer, 0x02), "big")
    control = Reader(asn1.element(outer, 0x30))
    while control.left():
        tag = control.peek()
        content = asn1.element(control, tag)
        if tag == 0x83:
            return int.from_bytes(content, "big")
    return None


def check_message(context, test):
    message = Message(bytes.fromhex(test["message"]))
    signed, has_mac = bool(message.signature), message.mac is not None
    protection = {(True, True): "both", (True, False): "signature", (False, True): "mac"}
    if protection.get((signed, has_mac)) != context["protection"]:
        raise Invalid("other protection than called for")
    if has_mac:
        purpose = crypto.PURPOSES[message.cra]
        secret = bytes.fromhex(context["macSecret"])
        key = crypto.derive(secret, purpose, message.originator, message.counter, message.recipient)
        if crypto.mac(key, message.originator, message.authenticated) != message.mac:
            raise Invalid("another MAC")
    if signed:
        crypto.verify(bytes.fromhex(context["signerPublicKey"]), message.signed, message.signature)
    read_payload(message)
