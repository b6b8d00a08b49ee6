"""GBCS as far as the vectors need it, written from the specification's rules and from nothing of Hallmark."""


class Invalid(Exception):
    """An input that must be refused, and why."""
