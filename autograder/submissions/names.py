"""Names of students' folders and files: which of them can be recorded, and how any of them is shown."""

import unicodedata

# Of the characters that leave nothing to see, those that people's names are written with: spaces that no reader takes
# for another one (of Ogham, of Chinese and Japanese), and what joins or parts letters in Persian and Indian scripts.
_WRITTEN = " \u1680\u3000\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")  # controls, marks of layout, half characters, separators, other spaces
_CONTROLS = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE", "\x7f": "DELETE"}
MAX_SHOWN = 100  # characters of a name


def printable(name: str) -> str:
    """A name as it can be printed and saved: what is not seen, or is no text, as its code point; not too long."""
    return "".join(character if _is_seen(character) else f"[{_code(character)}]" for character in name)[:MAX_SHOWN]


def unfit(name: str, longest: int | None = None) -> str | None:
    """Why no scores can be recorded for a folder of this name, as the end of a sentence; None where they can.

    A character that is not seen would make two students look like one, break a line of a table, or, where it is no
    text, could not be written into the gradebook. longest: how many characters the gradebook takes.
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
    if "\udc80" <= character <= "\udcff":  # how Python reads a byte of a file's name that is no UTF-8
        return f"the byte {ord(character) - 0xDC00:02X}, which is not UTF-8,"
    return f"{_code(character)} {unicodedata.name(character, _CONTROLS.get(character, 'CONTROL CHARACTER'))}"
