"""DLMS payloads (GBCS 7.2.9): access-request, access-response, data-notification."""

from . import Invalid
from .octets import Reader

# Octets that follow the tags of types with a fixed width.
WIDTHS = {0: 0, 3: 1, 5: 4, 6: 4, 13: 1, 15: 1, 16: 2, 17: 1, 18: 2, 20: 8, 21: 8, 22: 1}
WIDTHS.update({23: 4, 24: 8, 25: 12, 26: 5, 27: 4, 255: 0})
ARRAY, STRUCTURE, BIT_STRING, OCTETS, VISIBLE, UTF8, COMPACT = 1, 2, 4, 9, 10, 12, 19
INTEGER, UNSIGNED, LONG_UNSIGNED, ENUM = 15, 17, 18, 22
DEEPEST = 32


class Data:
    """One item: its tag, and its octets or items."""

    def __init__(self, tag, value):
        self.tag, self.value = tag, value


def data(reader, depth=DEEPEST):
    tag = reader.octet()
    if tag in (ARRAY, STRUCTURE):
        if not depth:
            raise Invalid("too many levels")
        return Data(tag, [data(reader, depth - 1) for _ in range(count(reader))])
    if tag == COMPACT:
        kind = description(reader)
        contents = reader.inner(reader.length())
        values = []
        while contents.left():
            before = contents.at
            described(kind, contents)
            if contents.at == before:
                raise Invalid("elements without octets")
        return Data(tag, values)
    return Data(tag, scalar(tag, reader))


def scalar(tag, reader):
    if tag in WIDTHS:
        return reader.take(WIDTHS[tag])
    if tag == BIT_STRING:
        return reader.take((reader.length() + 7) // 8)
    if tag in (OCTETS, VISIBLE):
        return reader.take(reader.length())
    if tag == UTF8:
        try:
            return reader.take(reader.length()).decode("utf-8")
        except UnicodeDecodeError:
            raise Invalid("no UTF-8") from None
    raise Invalid(f"unknown type {tag}")


def count(reader):
    number = reader.length()
    if number > reader.left():
        raise Invalid("more items than octets")
    return number


def description(reader):
    """The type of the elements of a compact array."""
    tag = reader.octet()
    if tag == ARRAY:
        number = reader.number(2)
        return ARRAY, number, description(reader)
    if tag == STRUCTURE:
        return STRUCTURE, [description(reader) for _ in range(count(reader))]
    if tag == COMPACT or (tag not in WIDTHS and tag not in (BIT_STRING, OCTETS, VISIBLE, UTF8)):
        raise Invalid("a type that may not be described")
    return (tag,)


def described(kind, reader):
    if kind[0] == ARRAY:
        for _ in range(kind[1]):
            described(kind[2], reader)
    elif kind[0] == STRUCTURE:
        for member in kind[1]:
            described(member, reader)
    else:
        scalar(kind[0], reader)


# Demands on items whose structure is known.


def structure(item, size):
    if item.tag != STRUCTURE or len(item.value) != size:
        raise Invalid(f"not a structure of {size}")
    return item.value


def array(item):
    if item.tag != ARRAY:
        raise Invalid("not an array")
    return item.value


def typed(item, tag, size=None):
    if item.tag != tag or (size is not None and len(item.value) != size):
        raise Invalid(f"not of type {tag} and size {size}")
    return item.value


def constant(item, tag, value):
    if typed(item, tag) != value:
        raise Invalid("another constant")


def capture_object(members):
    logical_class, instance, attribute, index = members
    typed(logical_class, LONG_UNSIGNED)
    typed(instance, OCTETS, 6)
    typed(attribute, INTEGER)
    typed(index, LONG_UNSIGNED)


def range_descriptor(item):
    restricting, _, _, columns = structure(item, 4)
    capture_object(structure(restricting, 4))
    for column in array(columns):
        capture_object(structure(column, 4))


def protection(item):
    """Protection parameters (GBCS 8): one block for authentication and encryption with an agreed key."""
    blocks = array(item)
    if len(blocks) != 1:
        raise Invalid("not one protection block")
    kind, options = structure(blocks[0], 2)
    constant(kind, ENUM, b"\x02")
    transaction, originator, recipient, other, key = structure(options, 5)
    if typed(transaction, OCTETS, 9)[0] != 4:
        raise Invalid("another purpose")
    typed(originator, OCTETS, 8)
    typed(recipient, OCTETS, 8)
    constant(other, OCTETS, b"")
    choice, agreed = structure(key, 2)
    constant(choice, ENUM, b"\x02")
    scheme, ciphered = structure(agreed, 2)
    constant(scheme, OCTETS, b"\x02")
    constant(ciphered, OCTETS, b"")


def protected_request(item):
    attributes, parameters = structure(item, 2)
    for attribute in array(attributes):
        *members, restriction = structure(attribute, 5)
        capture_object(members)
        kind, value = structure(restriction, 2)
        typed(kind, ENUM)
        if kind.value == b"\x00":
            typed(value, 0)
        elif kind.value == b"\x01":
            for date_time in structure(value, 2):
                typed(date_time, OCTETS, 12)
        else:
            raise Invalid("an unknown restriction")
    protection(parameters)


def protected_answer(parameters, encrypted):
    protection(parameters)
    return typed(encrypted, OCTETS)


# Payloads.


def start(reader, tag):
    reader.constant(bytes([tag]))
    invoke_id = reader.take(4)
    if reader.length() != 0:
        raise Invalid("a date-time")
    return invoke_id


def request(payload):
    reader = Reader(payload)
    invoke_id = start(reader, 0xD9)
    specifications = []
    for _ in range(count(reader)):
        choice = reader.octet()
        if choice not in (1, 2, 3, 4):
            raise Invalid("an unknown choice")
        descriptor = reader.take(9)
        if choice == 4 and reader.octet() == 1:
            range_descriptor(data(reader))
        elif choice == 4:
            data(reader)
        specifications.append((choice, descriptor))
    number = count(reader)
    if number != len(specifications):
        raise Invalid("lists of different lengths")
    items = [data(reader) for _ in range(number)]
    reader.finish()
    for (choice, descriptor), item in zip(specifications, items):
        if choice == 3 and descriptor[:2] == b"\x00\x1e" and descriptor[8] == 1:
            protected_request(item)
    return invoke_id, items


def response(payload, answers_protected=False):
    reader = Reader(payload)
    invoke_id = start(reader, 0xDA)
    reader.constant(b"\x00")
    items = [data(reader) for _ in range(count(reader))]
    if count(reader) != len(items):
        raise Invalid("lists of different lengths")
    for _ in items:
        if reader.take(2)[0] not in (1, 2, 3):
            raise Invalid("an unknown kind of access")
    reader.finish()
    if answers_protected:
        if not items:
            raise Invalid("no answer")
        protected_answer(*structure(items[0], 2))
    return invoke_id, items


def date_time(item):
    typed(item, OCTETS, 12)


def of_octets(size):
    return lambda item: typed(item, OCTETS, size)


def device_log(item):
    changed, reference, entries = structure(item, 3)
    date_time(changed)
    typed(reference, OCTETS, 8)
    array(entries)


def channel(item):
    bits, detail = structure(item, 2)
    typed(bits, BIT_STRING)
    typed(detail, OCTETS, 1)


def scan(item):
    for member in structure(item, 2):
        typed(member, OCTETS, 1)


unsigned = lambda item: typed(item, UNSIGNED)
ALERTS = {
    0x1000: [],
    0x1001: [],
    0x0018: [device_log],
    0x0061: [protection, lambda item: typed(item, OCTETS)],
    0x0067: [date_time, date_time],
    0x00CC: [of_octets(19)],
    0x00CE: [of_octets(32)],
    0x00D5: [of_octets(25)],
    0x00F0: [of_octets(2)],
    0x0110: [of_octets(8)],
    0x0111: [channel],
    0x0112: [scan],
    0x0113: [lambda item: structure(item, 15)],
    0x0114: [of_octets(25)],
    0x0115: [of_octets(8)],
    0x0120: [of_octets(10)],
    0x0121: [unsigned, date_time, date_time, unsigned],
    0x0122: [unsigned, unsigned],
    0x0123: [lambda item: typed(item, UTF8)],
}


def notification(code, payload):
    reader = Reader(payload)
    invoke_id = start(reader, 0x0F)
    body = data(reader)
    reader.finish()
    if code not in ALERTS:
        raise Invalid("no alert has this Message Code")
    alert, time, *content = structure(body, 2 + len(ALERTS[code]))
    typed(alert, LONG_UNSIGNED)
    date_time(time)
    for demand, item in zip(ALERTS[code], content):
        demand(item)
    return invoke_id, content


def read(code, payload, answers_protected=False):
    """The invoke identifier and the items of a payload."""
    if payload[:1] == b"\xd9":
        return request(payload)
    if payload[:1] == b"\xda":
        return response(payload, answers_protected)
    if payload[:1] == b"\x0f":
        return notification(code, payload)
    raise Invalid("no DLMS payload")


def check_dlms(context, test):
    code = int(context["messageCode"], 16)
    read(code, bytes.fromhex(test["payload"]), context["answersProtected"])
