"""Predictions handed in as a file: lines `Id,Category` with a class for each test image, ids counting from 0.

`read` accepts what spreadsheets and other systems do to such a file (other line ends, a byte order mark, quotes,
semicolons or tabs, `3.0` for 3, lines in another order) and names everything else that is wrong with it.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from coursekit.checking import check, plain
from coursekit.checking.verify import CheckFailed

HEADER = ("Id", "Category")
GUESSING = 1.5  # times the accuracy of guessing: with 100 images or more, nearly no guess reaches it
NO_TEXT = {
    b"PK\x03\x04": "a spreadsheet (.xlsx) or a zip archive",
    b"\xd0\xcf\x11\xe0": "a spreadsheet (.xls)",
    b"%PDF": "a PDF",
    b"\x80": "a pickle of Python",
    b"\x93NUMPY": "an array as NumPy saves it",
}


def read(data: bytes, *, count: int, num_classes: int = 10, name: str = "predictions.csv") -> np.ndarray:
    """The predicted classes in the order of the ids, (count,) int64, each at least 0 and below `num_classes`.

    data: the file's content. Raises CheckFailed, which names the line and what is wrong with it.
    """
    if not isinstance(data, bytes):
        raise CheckFailed(f"{name} is {plain.describe(data)} where the content of a file was expected.")
    rows = _rows(_text(data, name), name)
    if not rows:
        raise CheckFailed(f"{name} is empty: its first line is {','.join(HEADER)}, then comes a line for each image.")
    _check_header(rows[0][1], name)
    ids, classes = [], []
    for line, cells in rows[1:]:
        if len(cells) != len(HEADER):
            raise CheckFailed(_wrong_width(line, cells, num_classes, name))
        ids.append(_whole_number(cells[0], f"{name}, line {line}: Id", "write the number of the image, from 0"))
        advice = "write the number of the class, not its name or its probability"
        classes.append(_whole_number(cells[1], f"{name}, line {line}: Category", advice))
    _check_ids(ids, [line for line, _ in rows[1:]], count, name)
    predicted = np.empty(count, np.int64)
    for (line, _), number, category in zip(rows[1:], ids, classes, strict=True):
        if not 0 <= category < num_classes:
            raise CheckFailed(_unknown_class(line, category, ids, classes, num_classes, name))
        predicted[number] = category
    return predicted


def check_accuracy(
    predicted: np.ndarray, labels: np.ndarray, *, full: float, half: float, name: str = "predictions.csv"
) -> None:
    """Pass if at least the share `full` of the predictions is right; from `half` on, half of the points are earned.

    predicted: what `read` returned, (N,). labels: the right classes, (N,) integers.
    Raises CheckFailed or PartialCredit with the accuracy and what may explain it.
    """
    check.compared(predicted, with_a_bound=True)
    if not 0 < half < full <= 1 or predicted.shape != labels.shape or labels.size == 0:
        raise ValueError(f"Nothing to compare: shapes {predicted.shape} and {labels.shape}, bounds {half} and {full}.")
    right = int((predicted == labels).sum())
    found = f"{name}: {right:,} of {labels.size:,} predictions are right ({100 * right / labels.size:.2f} %)"
    share = Fraction(right, labels.size)
    if share >= Fraction(str(full)):  # as written: 0.7 is not quite 7/10 as a float
        return
    if share >= Fraction(str(half)):
        raise check.PartialCredit(0.5, f"{found}; {100 * full:g} % earn all points.")
    explanation = _explanation(predicted, labels, half)
    raise CheckFailed(f"{found}; at least {100 * half:g} % were expected.{explanation and chr(10)}{explanation}")


# --- the file ---------------------------------------------------------------------------------------------------


def _text(data: bytes, name: str) -> str:
    for start, what in NO_TEXT.items():
        if data.startswith(start):
            raise CheckFailed(f"{name} is {what}: save it as text with commas (CSV).")
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise CheckFailed(f"{name} is not text: save it as text with commas (CSV, UTF-8).") from None
    if "\0" in text:
        raise CheckFailed(f"{name} is not text: save it as text with commas (CSV, UTF-8).")
    return text


def _rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """The number of each line that is not blank, and its cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator)
    rows = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((reader.line_num, stripped))
    except csv.Error as fault:
        raise CheckFailed(f"{name}, line {reader.line_num + 1}: cannot be read ({fault}).") from None
    return rows


def _check_header(cells: list[str], name: str) -> None:
    found, asked = [cell.casefold() for cell in cells], [title.casefold() for title in HEADER]
    if found == asked:
        return
    shown = plain.shorten(",".join(cells))
    if found == asked[::-1]:
        advice = "Its columns are exchanged: Id comes first."
    elif found[1:] == asked:
        advice = "It has a column of row numbers: with pandas, write it with `index=False`."
    elif all(_number(cell) is not None for cell in cells):
        advice = "It begins with a prediction: write the line with the names first."
    else:
        advice = "Write exactly these names, with a comma between them."
    raise CheckFailed(f"The first line of {name} is {shown} where {','.join(HEADER)} was expected.\n{advice}")


def _wrong_width(line: int, cells: list[str], num_classes: int, name: str) -> str:
    message = f"{name}, line {line} has {len(cells)} value{'s' * (len(cells) != 1)} where 2 were expected: Id,Category."
    if len(cells) in (num_classes, num_classes + 1):
        message += f"\nAre these scores of {num_classes} classes? Write the number of the class with the largest one."
    return message


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _whole_number(text: str, place: str, advice: str) -> int:
    value = _number(text) if text.isascii() and "_" not in text else None
    if value is None or not value.is_integer() or abs(value) > 2**53:  # nan and infinities are no integers
        raise CheckFailed(
            f"{place} is {plain.shorten(text) if text else 'empty'} where an integer was expected: {advice}."
        )
    return int(value)


def _check_ids(ids: list[int], lines: list[int], count: int, name: str) -> None:
    asked = f"ids from 0 to {count - 1:,}, each once"
    if sorted(ids) == list(range(count)):
        return
    if sorted(ids) == list(range(1, count + 1)):
        raise CheckFailed(f"{name}: the ids go from 1 to {count:,} where {asked}, were expected: begin with 0.")
    for number, line in zip(ids, lines, strict=True):
        if number < 0:
            raise CheckFailed(f"{name}, line {line}: Id is {number} where {asked}, were expected.")
    if (most := Counter(ids).most_common(1)) and most[0][1] > 1:
        number, times = most[0]
        raise CheckFailed(f"{name}: Id {number} occurs in {times} lines where {asked}, were expected.")
    if len(ids) > count:
        reading = "Are these predictions for other images, such as those for training or validation?"
        raise CheckFailed(f"{name} has {len(ids):,} predictions where {count:,} were expected.\n{reading}")
    missing = sorted(set(range(count)).difference(ids))
    first = f"the first Id without one is {missing[0]}"
    if len(ids) == count:  # as many, so some are too large
        line = next(line for number, line in zip(ids, lines, strict=True) if number >= count)
        raise CheckFailed(f"{name}, line {line}: Id is {max(ids)} where {asked}, were expected; {first}.")
    message = f"{name} has {len(ids):,} predictions where {count:,} were expected; {first}."
    if ids and missing == list(range(len(ids), count)):
        message += "\nDoes the loop end early, or the loader leave out the last batch (`drop_last`)?"
    raise CheckFailed(message)


def _unknown_class(line: int, category: int, ids: list[int], classes: list[int], num_classes: int, name: str) -> str:
    message = f"{name}, line {line}: Category is {category} where a class from 0 to {num_classes - 1} was expected."
    if classes == ids:
        return f"{message}\nCategory repeats Id in every line: is the index written instead of the prediction?"
    if min(classes) == 1 and max(classes) == num_classes:
        return f"{message}\nThe classes here go from 1 to {num_classes}: do they begin with 1 instead of 0?"
    return message


# --- a low accuracy -----------------------------------------------------------------------------------------------


def _explanation(predicted: np.ndarray, labels: np.ndarray, half: float) -> str:
    """What may explain a low accuracy; empty if nothing stands out."""
    if np.unique(predicted).size == 1:
        return f"All predictions are class {predicted[0]}."
    moved: list[tuple[Callable[[], np.ndarray], str]] = [
        (lambda: np.roll(predicted, -1), "Each line seems to hold the prediction for the image before it"),
        (lambda: np.roll(predicted, 1), "Each line seems to hold the prediction for the image after it"),
        (lambda: predicted - 1, "Each class seems to be one too large"),
        (lambda: predicted + 1, "Each class seems to be one too small"),
        (lambda: predicted[::-1], "The lines seem to be in reverse order"),
    ]
    for change, words in moved:
        if (change() == labels).mean() >= half:
            return f"{words}."
    if (predicted == labels).mean() <= GUESSING / np.unique(labels).size:
        return (
            "That is as good as guessing. If the model does much better on the validation images, the lines belong to "
            "other images: does the loader of the test images shuffle?"
        )
    return ""
