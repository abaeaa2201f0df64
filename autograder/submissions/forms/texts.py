"""Decodes a `.py` file that was handed in."""

import codecs
import io
import tokenize

from autograder.submissions.hand_in import Unreadable

MAX_SCRIPT_BYTES = 1_000_000  # a long homework's answers have 30,000


def script_text(data: bytes) -> tuple[str, str | None]:
    """The text of a Python file, with plain line ends, and a sentence's end where characters were replaced.

    Python's own rule: the encoding is the one that its first lines declare, else UTF-8. Raises `Unreadable`; its
    message, and the sentence, follow the file's name.
    """
    if len(data) > MAX_SCRIPT_BYTES:
        size, limit = len(data) / 1e6, MAX_SCRIPT_BYTES / 1e6
        raise Unreadable(f"has {size:.1f} MB, more than {limit:.0f}; hand in your code without data")
    if not data.strip():
        raise Unreadable("is empty; save it and hand it in again")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _plain(data.decode("utf-16", errors="replace")), "was saved as UTF-16 and has been read as such"
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:  # an unknown encoding, or a declaration that the bytes contradict
        encoding = "utf-8"
    try:
        text, note = data.decode(encoding), None
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        text = data.decode(encoding, errors="replace")
        note = f"is not all {encoding.upper()} text (first on its line {line}); a question mark stands for the rest"
    if "\0" in text:
        raise Unreadable("is no text; hand in the .py file itself")
    return _plain(text), note


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "")
