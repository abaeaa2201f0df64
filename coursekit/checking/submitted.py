"""Files that are handed in beside a notebook, such as predictions, as checks read them."""

from pathlib import Path

from coursekit.checking.verify import CheckFailed

MOST_BYTES = 1_000_000  # of one file


def submitted_file(name: str) -> bytes:
    """The content of a file beside the notebook; when graded, of the file that was handed in.

    Raises CheckFailed if there is none, or it has more than MOST_BYTES.
    """
    path = Path(name)
    if not path.is_file():
        raise CheckFailed(f"There is no {name} beside this notebook: run the cell that writes it, then this one again.")
    with path.open("rb") as file:
        return content(name, file.read(MOST_BYTES + 1))


def content(name: str, data: bytes | None) -> bytes:
    """For the examiner: the same for a file that it was given, or None if that was not handed in."""
    if data is None:
        raise CheckFailed(f"{name} was not handed in: hand it in together with the notebook, under exactly this name.")
    if len(data) > MOST_BYTES:
        raise CheckFailed(f"{name} has more than {MOST_BYTES:,} bytes: hand in a file with the required lines only.")
    return data
