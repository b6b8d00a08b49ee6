"""MAC Header, Grouping Header and general block transfer (GBCS 7.2.5 to 7.2.11)."""

from . import Invalid
from .octets import Reader

KINDS = {1: "command", 2: "response", 3: "alert"}


class Message:
    """One message and nothing else."""

    def __init__(self, octets):
        self.mac = None
        reader = Reader(octets)
        if reader.peek() == 0xDD:
            reader.constant(b"\xdd" + bytes(6))
            ciphered = reader.inner(reader.length())
            reader.finish()
            ciphered.constant(b"\x11" + bytes(4))
            if ciphered.left() < 12:
                raise Invalid("no room for a MAC")
            reader = ciphered.inner(ciphered.left() - 12)
            self.mac = ciphered.rest()
        self.authenticated = reader.octets[reader.at :]
        self.grouping_header(reader)
        self.payload = reader.take(reader.length())
        self.signed = self.authenticated[1 : reader.at]
        self.signature = None
        if reader.left() or self.mac is not None:
            length = reader.octet()
            if length not in (0, 64):
                raise Invalid("a signature that has neither 0 nor 64 octets")
            self.signature = reader.take(length)
        reader.finish()

    def grouping_header(self, reader):
        reader.constant(b"\xdf\x09")
        cra = reader.octet()
        if cra not in KINDS:
            raise Invalid("an unknown CRA flag")
        self.cra = KINDS[cra]
        self.counter = reader.take(8)
        reader.constant(b"\x08")
        self.originator = reader.take(8)
        reader.constant(b"\x08")
        self.recipient = reader.take(8)
        self.date_time = reader.take(reader.length())
        if len(self.date_time) not in (0, 12):
            raise Invalid("a date-time that has neither 0 nor 12 octets")
        self.other_information(reader.inner(reader.length()))

    def other_information(self, other):
        length = other.left()
        if length not in (2, 10, 18, 26) and length <= 26:
            raise Invalid("other-information has none of its forms")
        self.code = other.take(2)
        self.party = other.take(8) if length >= 10 else None
        self.party_counter = other.take(8) if length >= 18 else None
        self.own_counter = other.take(8) if length == 26 else None
        self.certificate = other.rest() if length > 26 else None

    def fields(self):
        fields = {
            "cra": self.cra,
            "counter": self.counter,
            "originator": self.originator,
            "recipient": self.recipient,
            "dateTime": self.date_time or None,
            "messageCode": self.code,
            "supplementaryParty": self.party,
            "supplementaryCounter": self.party_counter,
            "supplementaryOriginatorCounter": self.own_counter,
            "certificate": self.certificate,
            "payload": self.payload,
            "signature": self.signature,
            "mac": self.mac,
        }
        hexadecimal = lambda value: value.hex() if isinstance(value, bytes) else value
        return {name: hexadecimal(value) for name, value in fields.items() if value is not None}


def check_header(_, test):
    found = Message(bytes.fromhex(test["octets"])).fields()
    if "fields" in test and found != test["fields"]:
        raise Invalid("other fields")


def read_block(octets):
    """Message Routing Header and general-block-transfer."""
    reader = Reader(octets)
    start = reader.at
    reader.constant(b"\xdd\x09")
    if reader.octet() not in KINDS:
        raise Invalid("an unknown CRA flag")
    reader.take(8)
    reader.constant(b"\x08")
    reader.take(8)
    reader.constant(b"\x08")
    reader.take(8)
    identifier = octets[start : reader.at]
    reader.constant(b"\x00\x02")
    reader.take(2)
    reader.constant(b"\x00")
    inner = reader.inner(reader.length())
    reader.finish()
    inner.take(5)
    inner.constant(b"\xe0")
    last = inner.octet() & 0x80 != 0
    number = inner.number(2)
    inner.take(2)
    data = inner.take(inner.length())
    inner.finish()
    return identifier, last, number, data


def check_block_transfer(_, test):
    identifier, pieces, complete = None, [], None
    for octets in test["blocks"]:
        found, last, number, data = read_block(bytes.fromhex(octets))
        if not 1 <= len(data) <= 1200:
            raise Invalid("a block of a wrong size")
        if not pieces:
            identifier = found
        if found != identifier:
            raise Invalid("a block of another message")
        if 1 <= number <= len(pieces):
            if pieces[number - 1] != data or last:
                raise Invalid("a block again with other octets")
            continue
        if number != len(pieces) + 1:
            raise Invalid("a block out of order")
        if number > 255 or (number == 255 and not last):
            raise Invalid("too many blocks")
        pieces.append(data)
        complete = None
        if last:
            complete, pieces = b"".join(pieces), []
    if complete is None or pieces:
        raise Invalid("blocks are missing")
    if "message" in test and complete.hex() != test["message"]:
        raise Invalid("another message")
