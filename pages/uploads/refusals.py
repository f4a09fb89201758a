"""Why an uploaded file is not taken. No Django here: the child that reads files says these codes."""

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with a file."""

    EMPTY = "empty"
    KIND = "kind"
    DAMAGED = "damaged"
    LOCKED = "locked"
    SWOLLEN = "swollen"
    MACROS = "macros"
    PROGRAM = "program"
    MARKUP = "markup"
    UNSAFE = "unsafe"
    PIXELS = "pixels"
    COSTLY = "costly"
    BUSY = "busy"


class Refused(Exception):
    """The file is not taken, for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
