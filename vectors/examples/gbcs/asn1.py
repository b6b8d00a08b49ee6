"""ASN.1 payloads, read by the tables of the specification's ASN.1 module.

A reader takes a Reader of octets and reads one element, or raises Invalid. Types are combined from a few of them.
"""

import datetime

from . import Invalid
from .octets import Reader


def element(reader, tag):
    """The content of an element with this tag. Lengths need not be minimal: official messages have longer ones."""
    if reader.octet() != tag:
        raise Invalid(f"expected tag {tag:02x}")
    return reader.take(reader.length())


def integer(*values, tag=2, largest=2**63 - 1):
    """A number in its shortest form: one of these values, or any from 0 to the largest."""

    def read(reader):
        content = element(reader, tag)
        if not content or content[0] >= 0x80:
            raise Invalid("an empty or negative number")
        if len(content) > 1 and content[0] == 0 and content[1] < 0x80:
            raise Invalid("a number with a needless octet")
        number = int.from_bytes(content, "big")
        if number > largest or (values and number not in values):
            raise Invalid("a number that may not stand here")

    read.tag = tag
    return read


def octets(size, tag=4):
    def read(reader):
        if len(element(reader, tag)) != size and size is not None:
            raise Invalid("a string of another size")

    read.tag = tag
    return read


def null(reader):
    if element(reader, 5):
        raise Invalid("a NULL with content")


def key_usage(reader):
    if element(reader, 3) not in (b"\x07\x80", b"\x03\x08", b"\x02\x04"):
        raise Invalid("not a key usage of GBCS")


def time(reader):
    text = element(reader, 0x18)
    if len(text) != 15 or not text[:14].isdigit() or text[14:] != b"Z":
        raise Invalid("not a time YYYYMMDDhhmmssZ")
    try:
        datetime.datetime.strptime(text.decode(), "%Y%m%d%H%M%SZ")
    except ValueError:
        raise Invalid("a time that does not exist") from None
    if text[12:14] > b"59":
        raise Invalid("a leap second")


def sequence(*members, tag=0x30):
    def read(reader):
        inner = Reader(element(reader, tag))
        for member in members:
            member(inner)
        inner.finish()

    read.tag = tag
    return read


def sequence_of(member, tag=0x30):
    def read(reader):
        inner = Reader(element(reader, tag))
        while inner.left():
            member(inner)

    read.tag = tag
    return read


def optional(member):
    def read(reader):
        if reader.peek() == member.tag:
            member(reader)

    return read


def choice(*members):
    def read(reader):
        for member in members:
            if reader.peek() == member.tag:
                return member(reader)
        raise Invalid("none of the alternatives")

    return read


null.tag, key_usage.tag, time.tag = 5, 3, 0x18
certificate = octets(None, tag=0x30)

role = integer(0, 1, 2, 3, 4, 5, 6, 7, 8, 127)
top_up = integer(1)  # the other usage, management, is the default and left out
counter = integer()
status = integer(0, 5, 10, 17, 25, 30, 127, tag=0x0A)
mode = integer(*range(12))
alert_code = integer(largest=0xFFFF)
entity = octets(8)
version = octets(4)
success_or_failure = integer(0, 1)


def cell(tag=0x30):
    return sequence(role, key_usage, optional(top_up), tag=tag)


specialist = sequence(integer(0), counter)
change = sequence(role, counter, optional(sequence_of(specialist)))
entry = sequence(entity, integer(*range(7)))
log = sequence_of(entry)
control = sequence(
    mode,
    optional(octets(None, tag=0x80)),
    optional(integer(0, 1, tag=0x81)),
    optional(cell(0xA2)),
    integer(tag=0x83),
    optional(integer(tag=0x84)),
    optional(sequence_of(specialist, tag=0xA5)),
    optional(sequence_of(change, tag=0xA6)),
)
outcome = sequence(
    counter,
    mode,
    sequence_of(change),
    sequence_of(sequence(cell(), status, entity, octets(8), entity, octets(8))),
)
activation = sequence(integer(0, 1, 2, 3), version)
details = sequence(key_usage, optional(top_up), entity, octets(8))


def party(reader):
    """The numbers and cells of a party stand there only if its status is success."""
    inner = Reader(element(reader, 0x30))
    role(inner)
    status(inner)
    if inner.left():
        counter(inner)
        sequence_of(details)(inner)
    inner.finish()


join_result = integer(*range(14))
PROVIDE = sequence(cell(), sequence_of(role)), sequence_of(party)
UPDATE = (
    sequence(control, sequence_of(sequence(certificate, cell())), sequence_of(certificate), optional(time)),
    sequence(null, optional(outcome)),
)
JOIN = sequence(integer(0, 1, 2, 3), entity, integer(*range(7)), optional(certificate)), join_result
UNJOIN = entity, integer(0, 1, 2)

STRUCTURES = {}
for codes, command, response in [
    ([0x0008, 0x011B], *PROVIDE),
    ([*range(0x0100, 0x010A), 0x0125, 0x0126], *UPDATE),
    ([0x000A], sequence(key_usage), choice(integer(1, 2, 3), certificate)),
    ([0x000B], certificate, integer(*range(8))),
    ([0x000C], sequence(key_usage), choice(integer(1, 2, 3), certificate)),
    ([0x000D, 0x000E, 0x00AB, 0x00AF], *JOIN),
    ([0x000F, 0x0010], *UNJOIN),
    ([0x0012], sequence(octets(32), counter, optional(time)), choice(null, activation)),
    ([0x0013], null, sequence(success_or_failure, optional(log))),
    ([0x0129], null, sequence(version, success_or_failure)),
    ([0x007F], sequence(time, time), sequence(time, integer(0, 1, 2))),
    ([0x008C], sequence(log), sequence(sequence_of(sequence(entry, join_result)))),
]:
    for code in codes:
        STRUCTURES[code, "command"] = command
        STRUCTURES[code, "response"] = response
for codes, alert in [
    ([0x00CB, 0x0124], sequence(alert_code, time, outcome)),
    ([0x00CA], sequence(alert_code, time, counter, activation)),
    ([0x012B], sequence(alert_code, time, version, success_or_failure)),
    ([0x0128], sequence(alert_code, time, entity, version, integer(0, 1, 2, 3))),
    ([0x00B2], sequence(alert_code, time, log)),
]:
    for code in codes:
        STRUCTURES[code, "alert"] = alert


def read(code, kind, payload):
    structure = STRUCTURES.get((code, kind))
    if structure is None:
        raise Invalid("no ASN.1 use case in this direction")
    reader = Reader(payload)
    structure(reader)
    reader.finish()


def check_asn1(context, test):
    read(int(context["messageCode"], 16), context["cra"], bytes.fromhex(test["payload"]))
