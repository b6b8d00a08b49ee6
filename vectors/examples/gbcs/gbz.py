"""GBZ payloads (GBCS 7.2.10), with the ZCL commands of ZigBee Smart Energy that GBCS uses.

Fields of ZCL payloads are little-endian. A layout is a line of names of field types; a ? starts what may be left out
from the end.
"""

from . import Invalid
from .octets import Reader

PROFILE = b"\x01\x09"
LAST, ENCRYPTED, FROM_DATE_TIME = 0x01, 0x02, 0x10
TO_SERVER, TO_CLIENT = "server", "client"

WIDTHS = {"u8": 1, "u16": 2, "u24": 3, "u32": 4, "u48": 6, "i32": 4, "utc": 4, "date": 4}


def fields(layout):
    """A reader of these fields."""
    required, _, rest = layout.partition("?")

    def read(reader):
        for name in required.split():
            field(name, reader)
        for name in rest.split():
            if not reader.left():
                return
            field(name, reader)

    return read


def field(name, reader):
    if name in WIDTHS:
        reader.take(WIDTHS[name])
    elif name == "string":
        length = reader.octet()
        if length != 0xFF:
            reader.take(length)
    else:
        SPECIAL[name](reader)


def entries(layout):
    """Entries up to the end."""
    entry = fields(layout)

    def read(reader):
        while reader.left():
            entry(reader)

    return read


def counted(width, layout):
    entry = fields(layout)

    def read(reader):
        for _ in range(reader.little(width)):
            entry(reader)

    return read


def thresholds(reader):
    while reader.left():
        reader.take(6 * (reader.octet() & 0x0F))


def snapshot(reader):
    kind = reader.octet()
    if kind == 4:
        fields("u48 tiers")(reader)
    elif kind == 6:
        fields("u48 tiers u8 blocks")(reader)
    else:
        reader.rest()


def prepay_snapshot(reader):
    if reader.octet() == 0:
        fields("i32 u32 u32 u32 i32 i32")(reader)
    else:
        reader.rest()


def event_selection(reader):
    control = reader.octet()
    if control > 3:
        raise Invalid("an unknown Configuration Control")
    (counted(1, "u16"), fields("u16"), fields("u8"), fields("u8"))[control](reader)


def attribute_value(reader):
    kind = reader.octet()
    if 0x08 <= kind <= 0x0F or 0x18 <= kind <= 0x2F:
        reader.take(kind % 8 + 1)
    elif kind in (0x41, 0x42):
        field("string", reader)
    elif kind in OTHER_TYPES:
        reader.take(OTHER_TYPES[kind])
    else:
        raise Invalid("an unknown ZCL data type")


OTHER_TYPES = {0x00: 0, 0x10: 1, 0x30: 1, 0x31: 2, 0x38: 2, 0x39: 4, 0x3A: 8}
OTHER_TYPES.update({0xE0: 4, 0xE1: 4, 0xE2: 4, 0xE8: 2, 0xE9: 2, 0xF0: 8, 0xF1: 16})


def attribute_statuses(reader):
    while reader.left():
        reader.take(2)
        if reader.octet() == 0:
            attribute_value(reader)


def attribute_records(reader):
    while reader.left():
        reader.take(2)
        attribute_value(reader)


def write_statuses(reader):
    while reader.left():
        if reader.octet() != 0:
            reader.take(2)


SPECIAL = {
    "tiers": counted(1, "u48"),
    "blocks": entries("u48"),
    "prices": entries("u8 u32"),
    "thresholds": thresholds,
    "intervals": counted(1, "u24"),
    "samples": counted(2, "u24"),
    "snapshot": snapshot,
    "prepay_snapshot": prepay_snapshot,
    "top_ups": entries("string i32 utc"),
    "debts": entries("utc u32 u8 u32"),
    "schedule": entries("u16 u8"),
    "seasons": entries("date u8"),
    "special_days": entries("date u8"),
    "configurations": entries("u16 u8"),
    "selection": event_selection,
    "events": entries("u8 u16 utc string"),
}

PROFILE_WIDE = {
    0x00: entries("u16"),
    0x01: attribute_statuses,
    0x02: attribute_records,
    0x04: write_statuses,
    0x0B: fields("u8 u8"),
}

COMMANDS = {
    (0x0700, TO_SERVER): {0x00: "u8", 0x03: "utc u8 ? u8", 0x0B: "utc u32 u8 ? u8"},
    (0x0700, TO_CLIENT): {
        0x00: "u32 string u32 utc u8 u16 u8 u8 utc u16 u32 ? u8 u32 u8 u32 u8 u8 u8 u8 u8 u8 u8 u8 u8",
        0x01: "u32 u32 utc u24 u8 ? u8 u8 u8",
        0x02: "u32 utc u32 u8",
        0x03: "u32 utc u32 u8 u8",
        0x04: "u32 u32 u32 utc u8 string u8 u8 u8 u16 u8 u32 u8 u24 u24",
        0x05: "u32 u32 utc u32 u8 u8 u8 prices",
        0x06: "u32 u32 utc u32 u8 u8 u8 thresholds",
        0x09: "u32 u32 utc u24 u8 u8",
    },
    (0x0702, TO_SERVER): {
        0x00: "u8 utc u8",
        0x06: "utc utc u8 u32",
        0x07: "u32 utc u8 u16 u16",
        0x08: "u16 utc u8 u16",
        0x0B: "u32 u32 utc utc u8 u8",
        0x0D: "u32 u8 u8 u8 u8",
        0x0E: "u32 u32 u16 u8 u16 u16 u8 u16",
    },
    (0x0702, TO_CLIENT): {
        0x00: "utc u8 u8 intervals",
        0x06: "u32 utc u8 u8 u8 u32 snapshot",
        0x07: "u16 utc u8 u16 samples",
        0x0C: "u32 u32 utc u8",
        0x0D: "u16",
    },
    (0x0703, TO_CLIENT): {0x00: "u32 u8 utc u16 string ? u8", 0x01: "u32 u8"},
    (0x0705, TO_SERVER): {
        0x00: "utc u8",
        0x02: "u32 string i32 u8 u8 utc u16 u8 i32 u16",
        0x03: "u32 utc u32 u32",
        0x04: "u8 string",
        0x05: "u32 utc u8 i32",
        0x06: "u32 u32 utc u16 i32",
        0x07: "utc utc u8 u32",
        0x08: "utc u8",
        0x09: "u32",
        0x0A: "utc u8 u8",
        0x0B: "u32 u32 utc u32 u32",
        0x0C: "u32 u32 utc i32",
    },
    (0x0705, TO_CLIENT): {
        0x01: "u32 utc u8 u8 u8 u32 prepay_snapshot",
        0x02: "u8 u32 u32 u32",
        0x03: "u8 i32 u8 i32",
        0x05: "u8 u8 top_ups",
        0x06: "u8 u8 debts",
    },
    (0x0707, TO_SERVER): {
        0x00: "utc u32 u8 u8 u32",
        0x01: "u32 u32 u8 u8",
        0x02: "u32 u32 u8 u8",
        0x03: "u32 u32",
        0x04: "utc u8 u8 u32 u32",
    },
    (0x0707, TO_CLIENT): {
        0x00: "u32 u32 u32 utc u8 u8 string u8 u8 u8",
        0x01: "u32 u32 u32 u8 u8 u8 u8 u8 schedule",
        0x02: "u32 u32 u32 u8 u8 u8 u8 u8 u8 u8 u8",
        0x03: "u32 u32 u32 u8 u8 seasons",
        0x04: "u32 u32 u32 utc u8 u8 u8 u8 special_days",
    },
    (0x0708, TO_SERVER): {0x04: "u8 u8 configurations"},
    (0x0708, TO_CLIENT): {
        0x00: "u32 u32 u8 utc u32",
        0x01: "u32 u32 u8 u32 utc u32 string string",
        0x02: "u32 utc u16 u8 string",
        0x03: "u32 utc u32 string",
        0x04: "u32 utc u8 selection",
        0x05: "u16",
        0x06: "u32 utc u32 string",
    },
    (0x0709, TO_SERVER): {0x00: "u8 u16 utc utc u8 u16", 0x01: "u8"},
    (0x0709, TO_CLIENT): {0x00: "u8 u16 utc u8 string", 0x01: "u16 u8 u8 u8 events", 0x02: "u8"},
}


def zcl(cluster, header, reader):
    """A ZCL payload must have the fields of its command and nothing else."""
    frame_control, _, command = header
    if frame_control & 0x07 == 0:
        layout = PROFILE_WIDE.get(command)
    elif frame_control & 0x07 == 1:
        direction = TO_CLIENT if frame_control & 0x08 else TO_SERVER
        layout = COMMANDS.get((cluster, direction), {}).get(command)
        layout = layout and fields(layout)
    else:
        layout = None
    if layout is None:
        raise Invalid("an unknown command")
    layout(reader)
    reader.finish()


def component(reader):
    """One component; gives whether it is marked as last, its header, and the blob where it is encrypted."""
    control = reader.octet()
    if control & ~(LAST | ENCRYPTED | FROM_DATE_TIME):
        raise Invalid("a reserved control bit")
    cluster = reader.number(2)
    inner = reader.inner(reader.number(2))
    if control & FROM_DATE_TIME:
        inner.take(4)
    if control & ENCRYPTED:
        inner.take(2)
    header = inner.take(3)
    if control & ENCRYPTED:
        blob = inner.take(inner.number(2))
        inner.finish()
        if len(blob) < 17:
            raise Invalid("too little ciphered information")
        return control & LAST, cluster, header, blob
    zcl(cluster, header, inner)
    return control & LAST, cluster, header, None


def alert_content(code, reader):
    if code == 0x00CD:
        if reader.octet() != 14:
            raise Invalid("not the length of an executed instruction")
        reader.take(14)
    elif code == 0x00CF:
        reader.constant(b"\x09\x20")
        reader.take(32)
    elif code == 0x00F2:
        reader.take(2)
    elif code == 0x008B:
        found = component(reader)
        if not found[0]:
            raise Invalid("the component is not marked as last")
        return [found]
    else:
        raise Invalid("no alert with content has this Message Code")
    return []


def read(code, kind, payload):
    """The components of a payload."""
    reader = Reader(payload)
    reader.constant(PROFILE)
    number = reader.octet()
    found = []
    if kind == "alert":
        reader.take(6)
        if number > 1:
            raise Invalid("an alert of several parts")
        if number:
            found = alert_content(code, reader)
    else:
        for index in range(number):
            found.append(component(reader))
            if bool(found[-1][0]) != (index == number - 1):
                raise Invalid("the mark of the last component is wrong")
    reader.finish()
    return found


def check_gbz(context, test):
    read(int(context["messageCode"], 16), context["cra"], bytes.fromhex(test["payload"]))
