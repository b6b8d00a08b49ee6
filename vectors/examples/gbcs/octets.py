"""A reader of octets that never reads beyond the end."""

from . import Invalid


class Reader:
    def __init__(self, octets):
        self.octets = octets
        self.at = 0

    def take(self, count):
        if count > self.left():
            raise Invalid("the octets end early")
        self.at += count
        return self.octets[self.at - count : self.at]

    def octet(self):
        return self.take(1)[0]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def little(self, count):
        return int.from_bytes(self.take(count), "little")

    def constant(self, expected):
        if self.take(len(expected)) != expected:
            raise Invalid(f"expected {expected.hex()}")

    def length(self):
        """A definite length as in BER: one octet, or 81 to 84 and as many octets."""
        first = self.octet()
        if first < 0x80:
            return first
        if not 0x81 <= first <= 0x84:
            raise Invalid("an indefinite or too large length")
        return self.number(first - 0x80)

    def peek(self):
        return self.octets[self.at] if self.left() else None

    def left(self):
        return len(self.octets) - self.at

    def rest(self):
        return self.take(self.left())

    def inner(self, count):
        return Reader(self.take(count))

    def finish(self):
        if self.left():
            raise Invalid("octets are left over")
