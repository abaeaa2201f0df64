"""Names of students' folders and files: which can be recorded, and how to print any of them."""

import unicodedata

# Invisible characters that occur in people's names: spaces that cannot be mistaken for the usual one (Ogham, Chinese
# and Japanese), and the characters that join or separate letters in Persian and Indian scripts.
_WRITTEN = " \u1680\u3000\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")  # control, format and surrogate characters, separators, spaces
_CONTROLS = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE", "\x7f": "DELETE"}
MAX_SHOWN = 100  # characters of a name


def printable(name: str) -> str:
    """A name that can be printed and saved: invisible characters appear as code points, and it is cut if too long."""
    return "".join(character if _is_seen(character) else f"[{_code(character)}]" for character in name)[:MAX_SHOWN]


def unfit(name: str, longest: int | None = None) -> str | None:
    """Why no scores can be recorded for a folder of this name, as the end of a sentence; None if they can.

    An invisible character would make two students look like one or break a table, and a lone surrogate cannot be
    written to the gradebook. longest: how many characters the gradebook allows.
    """
    if strange := next((character for character in name if not _is_seen(character)), None):
        return f"has {_described(strange)} in its name, which is not seen, or looks like another; rename the folder"
    if longest and len(name) > longest:
        return f"has a name of {len(name)} characters, and the gradebook takes {longest}; rename the folder"
    return None


def _is_seen(character: str) -> bool:
    return character in _WRITTEN or unicodedata.category(character) not in _UNSEEN


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _described(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # Python's stand-in for a byte of a file name that is not UTF-8
        return f"the byte {ord(character) - 0xDC00:02X}, which is not UTF-8,"
    return f"{_code(character)} {unicodedata.name(character, _CONTROLS.get(character, 'CONTROL CHARACTER'))}"
