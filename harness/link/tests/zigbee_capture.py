#!/usr/bin/env python3
"""Writes a capture of a ZigBee network that tunnels GBCS messages; shares nothing with the code that reads it.

    zigbee_capture.py FILE LINKTYPE MESSAGE…

FILE is pcap. LINKTYPE is 195 (check sequence of two octets), 230 (none) or 283 (TAP header, check sequence of four).
MESSAGE is in hexadecimal. Needs the module cryptography. Frames are those of IEEE 802.15.4-2015, the ZigBee
specification 05-3474 and Smart Energy 07-5356.
"""

import struct
import sys
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

NETWORK_KEY = bytes(range(0x10, 0x20))
LINK_KEY = bytes(range(0x50, 0x60))
PAN = 0x1A62
HUB, METER = 0x0000, 0x4D31
EXTENDED = {HUB: bytes.fromhex("00DB1234567890A2")[::-1], METER: bytes.fromhex("00DB1234567890A0")[::-1]}
KEY_NETWORK, KEY_TRANSPORT, KEY_DATA = 1, 2, 0
LEVEL = 5


def mmo(data):
    bits = len(data) * 8
    data += b"\x80"
    data += bytes((14 - len(data)) % 16) + struct.pack(">H", bits)
    state = bytes(16)
    for at in range(0, len(data), 16):
        block = data[at : at + 16]
        encryptor = Cipher(algorithms.AES(state), modes.ECB()).encryptor()
        state = bytes(a ^ b for a, b in zip(encryptor.update(block), block))
    return state


def keyed_hash(key, octet):
    inner = mmo(bytes(k ^ 0x36 for k in key) + bytes([octet]))
    return mmo(bytes(k ^ 0x5C for k in key) + inner)


class Network:
    def __init__(self, link_type):
        self.link_type = link_type
        self.frames = []
        self.counter = 0x100
        self.sequence = 0

    def secure(self, header, identifier, source, payload, key, named=True):
        """Header, auxiliary header, encrypted payload and integrity code."""
        self.counter += 1
        control = identifier << 3 | (0x20 if named else 0)
        auxiliary = struct.pack("<I", self.counter) + (EXTENDED[source] if named else b"")
        auxiliary += b"\x00" if identifier == KEY_NETWORK else b""
        nonce = EXTENDED[source] + struct.pack("<I", self.counter) + bytes([control | LEVEL])
        data = header + bytes([control | LEVEL]) + auxiliary
        sealed = AESCCM(key, tag_length=4).encrypt(nonce, payload, data)
        return header + bytes([control]) + auxiliary + sealed

    def network(self, source, target, payload, secured=True, extended=False, hop=None, kind=0):
        self.sequence = (self.sequence + 1) % 256
        control = 0x0008 | kind | (0x0200 if secured else 0) | (0x1000 if extended else 0)
        header = struct.pack("<HHHBB", control, target, source, 30, self.sequence)
        header += EXTENDED[source] if extended else b""
        hop = source if hop is None else hop
        frame = self.secure(header, KEY_NETWORK, hop, payload, NETWORK_KEY) if secured else header + payload
        self.radio(struct.pack("<HBHHH", 0x8861, self.sequence, PAN, target, hop) + frame)

    def support(self, cluster, counter, payload, fragment=None, secured=True, source=METER, profile=0x0109, named=False):
        control = (0x20 if secured else 0) | (0x80 if fragment else 0)
        header = struct.pack("<BBHHBB", control, 1, cluster, profile, 1, counter)
        if fragment:
            index, count = fragment
            header += bytes([1, count]) if index == 0 else bytes([2, index])
        return self.secure(header, KEY_DATA, source, payload, LINK_KEY, named) if secured else header + payload

    def radio(self, frame):
        if self.link_type == 195:
            crc = 0
            for octet in frame:
                crc ^= octet
                for _ in range(8):
                    crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
            frame += struct.pack("<H", crc)
        elif self.link_type == 283:
            tap = struct.pack("<HHI", 0, 4, 2) + struct.pack("<HHHBB", 3, 3, 11, 0, 0)
            frame = struct.pack("<BBH", 0, 0, 4 + len(tap)) + tap + frame + struct.pack("<I", zlib.crc32(frame.ljust(4, b"\0")))
        self.frames.append(frame)

    def tunnel(self, source, counter, data, fragment_size=None, secured=True, hop=None):
        from_server = source == METER
        header = bytes([0x09 if from_server else 0x01, counter, 0x01 if from_server else 0x02])
        asdu = header + struct.pack("<H", 7) + data
        target = HUB if source == METER else METER
        if fragment_size is None:
            frame = self.support(0x0704, counter, asdu, source=source, secured=secured)
            self.network(source, target, frame, extended=True, hop=hop)
            return
        parts = [asdu[at : at + fragment_size] for at in range(0, len(asdu), fragment_size)]
        for index, part in enumerate(parts):
            fragment = (index, len(parts))
            frame = self.support(0x0704, counter, part, fragment=fragment, source=source, secured=secured)
            self.network(source, target, frame, extended=True)

    def join(self):
        """The meter joins: the network key travels under the key-transport key of its link key."""
        transport = bytes([0x05, 0x01]) + NETWORK_KEY + b"\x00" + EXTENDED[METER] + EXTENDED[HUB]
        header = bytes([0x21, 1])
        command = self.secure(header, KEY_TRANSPORT, HUB, transport, keyed_hash(LINK_KEY, 0x00))
        self.network(HUB, METER, command, secured=False)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, self.link_type))
            for index, frame in enumerate(self.frames):
                file.write(struct.pack("<IIII", 1_700_000_000 + index // 10, index % 10 * 100_000, len(frame), len(frame)))
                file.write(frame)


def main():
    path, link_type, messages = sys.argv[1], int(sys.argv[2]), [bytes.fromhex(text) for text in sys.argv[3:]]
    network = Network(link_type)
    # A beacon, an acknowledgement and a frame of another protocol.
    network.radio(bytes.fromhex("0080 01 62 1A 00 00 FF CF 00 00 00 22 84".replace(" ", "")))
    network.radio(bytes.fromhex("020001"))
    network.join()
    # Readings, which travel under the network key alone.
    reading = bytes.fromhex("08 01 0A 00 00 25 01 02 03 04 05 06".replace(" ", ""))
    network.network(METER, HUB, network.support(0x0702, 2, reading, secured=False), extended=True)
    counter = 10
    for message in messages:
        counter += 1
        source = HUB if message[message.index(b"\x09") + 1] == 1 else METER
        if len(message) > 60:
            network.tunnel(source, counter, message, fragment_size=61)
        else:
            network.tunnel(source, counter, message)
    # Under the network key alone, and once more by way of another device.
    network.tunnel(METER, 200, messages[0], secured=False)
    network.write(path)


if __name__ == "__main__":
    main()
