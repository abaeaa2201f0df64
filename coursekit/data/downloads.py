"""Gets one file from an address on the web or in a folder: it goes on where it broke off, and checks before it keeps.

pooch checks the sum and moves the file to its place; what it is given here are downloaders that can go on.
"""

import contextlib
import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from coursekit.data.registry import DataError, File

if TYPE_CHECKING:  # both take a third of a second to import, so they are imported where something is fetched
    import requests

CHUNK_BYTES = 1 << 16
TIMEOUT_SECONDS = 30
TRIES = 5
PAUSE_SECONDS = 1.0  # before another try at the same address
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


class Unavailable(Exception):
    """An address does not give the file; the message says why, in words that fit into a longer sentence."""


class BrokeOff(Exception):
    """The connection ended before the file did; another try may go on from there."""


class Progress:
    """Shows how much of something is done and how many seconds remain, on a terminal only."""

    def __init__(self, name: str, total: int = 0, stream: TextIO | None = None) -> None:
        self.name, self.stream = name, stream or sys.stderr
        self.begin(total)

    def begin(self, total: int, done: int = 0) -> None:
        """total: how much there is, 0 if that is not known; done: what was there before."""
        self.total, self.done, self.before = total, done, done
        self.begun = self.shown = time.monotonic()

    def advance(self, more: int) -> None:
        self.done += more
        now = time.monotonic()
        if self.stream.isatty() and now - self.shown > 0.2:
            self.shown = now
            self.stream.write(f"\r{self.name}: {self.text(now)} \033[K")
            self.stream.flush()

    def text(self, now: float) -> str:
        if not self.total:
            return f"{self.done:,}"
        left = (now - self.begun) * (self.total - self.done) / max(self.done - self.before, 1)
        return f"{100 * self.done // self.total} %, about {left:.0f} s left"

    def close(self) -> None:
        if self.stream.isatty():
            self.stream.write("\r\033[K")
            self.stream.flush()


def is_url(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def download(
    address: str, file: File, place: Path, *, session: "requests.Session", progress: Progress | None = None
) -> None:
    """Get `file` from `address` (a URL, or a path) to `place`, which then has all of it, checked, or nothing new.

    What arrived before a connection broke stays in a hidden file beside it, `.NAME.part`, from which a later call goes
    on. Raises `Unavailable` if the address does not give the file, `DataError` if it cannot be written.
    """
    import pooch

    pooch.get_logger().setLevel("WARNING")
    with writing(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)  # a damaged one
    part = place.with_name(f".{place.name}.part")
    full_sum = file.checksum.text if file.checksum.kind in ("sha256", "md5") else None
    resumed = part.exists()

    def downloader(address: str, output: str, _: Any) -> None:
        _complete(part, address, file, session, progress)
        if not full_sum and not file.checksum.fits(part):
            raise ValueError("the sum's beginning is another")
        with writing(part.parent):
            os.replace(part, output)

    try:
        with writing(place.parent):
            pooch.retrieve(address, full_sum, fname=place.name, path=place.parent, downloader=downloader)
            place.chmod(0o644)  # pooch makes it readable only for its owner; on a course's server others need it
    except ValueError:  # pooch has deleted what it got
        part.unlink(missing_ok=True)
        if resumed:  # the part may have been of another version
            return download(address, file, place, session=session, progress=progress)
        raise Unavailable(
            f"{address} is damaged or another version (its {file.checksum.kind} is not {file.checksum.digest[:12]}…)"
        ) from None
    finally:
        if progress:
            progress.close()


def _complete(
    part: Path, address: str, file: File, session: "requests.Session", progress: Progress | None = None
) -> None:
    """Go on with the file until all of it is in `part`, in several tries if need be."""
    import requests
    import urllib3

    for tries_left in reversed(range(TRIES)):
        try:
            return _go_on(part, address, file, session, progress)
        except (requests.RequestException, urllib3.exceptions.HTTPError, BrokeOff) as fault:
            if tries_left == 0 or isinstance(fault, requests.exceptions.InvalidURL):
                reason = str(fault) if isinstance(fault, BrokeOff) else type(fault).__name__
                raise Unavailable(f"{address} cannot be reached, or broke off ({reason})") from None
            time.sleep(PAUSE_SECONDS)


def _go_on(part: Path, address: str, file: File, session: "requests.Session", progress: Progress | None) -> None:
    have = part.stat().st_size if part.exists() else 0
    if file.size and have == file.size:
        return
    open_source = _from_web if is_url(address) else _from_folder
    with open_source(address, 0 if file.size and have > file.size else have, session) as (start, total, chunks):
        if file.size and total and total != file.size:
            raise Unavailable(f"{address} has {total:,} bytes, but the published file has {file.size:,}")
        total = total or file.size
        if total:
            require_space(part.parent, total - start)
        if progress:
            progress.begin(total or 0, start)
        done = start
        with writing(part.parent):
            output = part.open("ab" if start else "wb")
        with output:
            for chunk in chunks:
                done += len(chunk)
                if total and done > total:
                    raise Unavailable(f"{address} sends more than its {total:,} bytes")
                with writing(part.parent):
                    output.write(chunk)
                if progress:
                    progress.advance(len(chunk))
            with writing(part.parent):
                output.flush()
    if total and done < total:
        raise BrokeOff(f"after {done:,} of {total:,} bytes")


Source = tuple[int, int | None, Iterator[bytes]]  # where it starts, the whole file's length, and the bytes


@contextlib.contextmanager
def _from_web(address: str, have: int, session: "requests.Session") -> Iterator[Source]:
    # Without compression on the way: it would hide the length, and requests would unpack what is a .gz in itself.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with session.get(address, headers=headers, stream=True, timeout=TIMEOUT_SECONDS) as answer:
        length = answer.headers.get("Content-Length", "")
        total = int(length) if length.isdigit() else None
        if answer.status_code == 206:
            span = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
            if not have or not span or int(span[1]) != have:
                raise Unavailable(f"{address} sent another part than it was asked for")
            total = None if span[2] == "*" else int(span[2])
        elif answer.status_code == 416 and have:  # the part has all of the file, or more
            total = have
            yield have, total, iter(())
            return
        elif answer.status_code >= 500 or answer.status_code == 429:
            raise BrokeOff(f"it answered {answer.status_code} {answer.reason}")
        elif answer.status_code != 200:
            raise Unavailable(f"{address} answered {answer.status_code} {answer.reason}")
        else:
            have = 0  # all of it, whatever was asked for
        yield have, total, answer.raw.stream(CHUNK_BYTES, decode_content=False)


@contextlib.contextmanager
def _from_folder(address: str, have: int, _: "requests.Session") -> Iterator[Source]:
    with contextlib.ExitStack() as stack:
        try:
            source = stack.enter_context(open(address, "rb"))
        except (FileNotFoundError, NotADirectoryError):
            raise Unavailable(f"{address} does not exist") from None
        except OSError as fault:
            raise Unavailable(f"{address} cannot be read ({fault.strerror})") from None
        total = os.fstat(source.fileno()).st_size
        start = source.seek(have if have <= total else 0)
        yield start, total, _chunks(source, address)


def _chunks(source: BinaryIO, address: str) -> Iterator[bytes]:
    try:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
    except OSError as fault:
        raise Unavailable(f"{address} cannot be read ({fault.strerror})") from None


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turns what goes wrong when something is written there into a `DataError` of one sentence."""
    try:
        yield
    except DataError:
        raise
    except OSError as fault:
        if fault.errno in FULL:
            reason = f"the disk is full, or a quota is used up ({fault.strerror}): make room, and run the same again"
        elif fault.errno in FORBIDDEN:
            reason = f"it is read-only for you ({fault.strerror}): choose another folder with --to"
        elif fault.errno is not None:
            reason = f"{fault.strerror}: choose another folder with --to"
        else:
            raise
        raise DataError(f"{folder} could not be written: {reason}.") from None


def require_space(folder: Path, size: int) -> None:
    """Raise `DataError` if the disk of that folder has not as many bytes free."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise DataError(
            f"{folder} could not be written: {size / 1e6:,.0f} MB are needed, and the disk has {free / 1e6:,.0f} MB "
            "free: make room, or choose another folder with --to."
        )
