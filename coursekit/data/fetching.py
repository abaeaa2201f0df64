"""Fetches whole data sets from where they are published, or from a mirror, and finds and checks them on the disk."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit.data.archives import Refused, path_fault, unpack
from coursekit.data.downloads import Progress, Unavailable, download, is_url, writing
from coursekit.data.registry import Archive, Checksum, DataError, DataSet, File, read_sums, write_sums

if TYPE_CHECKING:
    import requests

FEW_FILES = 12  # of each of so many files, a line is reported
Report = Callable[[str], None]


# ------------------------------------------------------------------------------------------------- files on the disk


def find_folder(data_set: DataSet) -> Path | None:
    """The folder that holds the set's folder: DLBH_DATA, else a `data` here or up to three levels up; or None."""
    if chosen := os.environ.get("DLBH_DATA"):
        return Path(chosen)
    here = Path.cwd()
    places = [place / "data" for place in (here, *here.parents[:3])]
    return next((place for place in places if (place / data_set.folder).is_dir()), None)


def require_folder(data_set: DataSet, folder: Path | None = None) -> Path:
    """`folder`, or what `find_folder` finds, if the set's folder is in it; raises `DataError` if it is not."""
    found = folder or find_folder(data_set)
    if found is None or not (found / data_set.folder).is_dir():
        raise DataError(f"The data set {data_set.name} has not been fetched: run `{data_set.command}`.")
    return found


def published_file(data_set: DataSet, path: str, folder: Path) -> Path:
    """The path of one of the set's files in `folder/<its folder>`, after comparing its checksum; raises `DataError`."""
    file = data_set.file(path)
    place = Path(folder) / data_set.folder / path
    try:
        found = file.checksum.found(place)
    except OSError:
        raise DataError(f"{place}: no such file; run `{data_set.command}`.") from None
    if found != file.checksum.digest:
        raise DataError(
            f"{place}: its {file.checksum.kind} is {found[:12]}…, the published one {file.checksum.digest[:12]}…; "
            f"delete the file and run `{data_set.command}`."
        )
    return place


def state(data_set: DataSet, folder: Path) -> dict[str, str]:
    """For each file of the set, "good", "missing" or "damaged"; an archive that was not unpacked is missing."""
    target = Path(folder) / data_set.folder
    found = {file.path: _state(target / file.path, file.checksum) for file in data_set.files}
    for archive in data_set.archives:
        if archive.holds is None:
            record = target / archive.record
            sums = read_sums(record) if record.is_file() else {}
            found |= {path: _state(target / path, checksum) for path, checksum in sums.items()} or {
                archive.file.path: "missing"
            }
    return found


def is_complete(data_set: DataSet, states: dict[str, str]) -> bool:
    """Can a set with these states be used?"""
    optional = {file.path for file in data_set.files if file.optional}
    good = [path for path, found in states.items() if found == "good"]
    return bool(good) if data_set.any_of else set(states) - optional <= set(good)


def _state(path: Path, checksum: Checksum) -> str:
    try:
        return "good" if checksum.fits(path) else "damaged"
    except OSError:
        return "missing"


# ---------------------------------------------------------------------------------------------------------- fetching


def fetch(data_set: DataSet, folder: Path, *, mirror: str | Path | None = None, report: Report = print) -> Path:
    """Fetch what is missing or damaged of the set into `folder/<its folder>`, and return that folder.

    mirror: a folder, or the address of one on the web, with the same layout as `folder`, in place of the published
    addresses; with the same checks and errors. Archives may lie in it unpacked, or as they are published.
    report: gets a line for each file, or for each data set of many. A terminal also shows progress and the remaining
    seconds.

    Every file is compared with its published checksum before it appears in its place. Where no checksum is published,
    only the archive's own (CRC) can be; the sums of what came out of it are then kept beside it, so that `state`
    notices later damage. Raises `DataError` if a file cannot be had from any address, with the reason for each; files
    that did arrive stay, and a broken download goes on at the next call.
    """
    import requests

    target = Path(folder) / data_set.folder
    if is_complete(data_set, found := state(data_set, folder)) and (data_set.any_of or set(found.values()) == {"good"}):
        report(f"{data_set.name}: already there")
        return target
    with requests.Session() as session:
        _Fetching(data_set, target, str(mirror) if mirror else "", report, session).run(found)
    return target


class _Fetching:
    """One call of `fetch`: what is still to be had, and why some of it was not."""

    def __init__(
        self, data_set: DataSet, target: Path, mirror: str, report: Report, session: "requests.Session"
    ) -> None:
        self.data_set, self.target, self.mirror, self.report, self.session = data_set, target, mirror, report, session
        self.reasons: list[str] = []  # why archives did not give what they should

    def run(self, states: dict[str, str]) -> None:
        missing = {file.path: file for file in self.data_set.files if states[file.path] != "good"}
        if len(self.data_set.files) <= FEW_FILES:
            for file in self.data_set.files:
                if file.path not in missing:
                    self.report(f"{file.path}: already there")
        for archive in self.data_set.archives:
            if archive.holds is None:
                missing |= self.all_of(archive)
            elif wanted := [file for file in missing.values() if file.path in archive.holds]:
                for file in self.some_of(archive, wanted):
                    del missing[file.path]
        self.one_by_one(list(missing.values()))

    def addresses(self, file: File) -> list[str]:
        if not self.mirror:
            return list(file.urls)
        place = f"{self.data_set.folder}/{file.path}"
        return [f"{self.mirror.rstrip('/')}/{place}" if is_url(self.mirror) else str(Path(self.mirror) / place)]

    def get(self, file: File, progress: Progress | None = None) -> str:
        """Get one file to its place, and return from which address; raises `Unavailable` with all reasons."""
        reasons = []
        for address in self.addresses(file):
            try:
                download(address, file, self.target / file.path, session=self.session, progress=progress)
                return address
            except Unavailable as fault:
                reasons.append(str(fault))
        raise Unavailable("; ".join(reasons) or "it has no address of its own on the web, so give a --mirror with it")

    def error(self, name: str, reason: str) -> DataError:
        reasons = "; ".join([*self.reasons, reason])
        advice = "Nothing damaged was kept: try again, or with another --mirror."
        return DataError(f"{name} could not be fetched: {reasons}. {advice}")

    # --- files that come as they are ---

    def one_by_one(self, files: list[File]) -> None:
        many = Progress(self.data_set.name, len(files)) if len(files) > FEW_FILES else None
        left_out, first = [], ""
        for file in files:
            try:
                address = self.get(file, None if many else Progress(file.path))
            except Unavailable as fault:
                if self.data_set.any_of and file is not files[-1]:
                    self.reasons.append(str(fault))
                elif file.optional:
                    left_out.append(file.path)
                else:
                    raise self.error(file.path, str(fault)) from None
                continue
            first = first or address
            if many:
                many.advance(1)
            else:
                self.report(f"{file.path}: {(self.target / file.path).stat().st_size:,} bytes from {address}")
            if self.data_set.any_of:
                break
        if many:
            many.close()
            self.report(f"{self.data_set.name}: {len(files) - len(left_out):,} files, the first of them from {first}")
        if left_out:
            self.report(f"{', '.join(left_out)}: could not be had; the set can be used without")

    # --- files that come in archives ---

    def some_of(self, archive: Archive, wanted: list[File]) -> list[File]:
        """Take files whose sums are known from an archive; returns those that came and were right."""
        try:
            self.get_archive(archive)
        except Unavailable as fault:
            self.reasons.append(str(fault))
            return []
        with self.unpacked(archive, [file.path for file in wanted]) as (folder, names):
            good = [file for file in wanted if file.path in names and file.checksum.fits(folder / file.path)]
            self.reasons += [f"{file.path} in {archive.file.path} is another" for file in wanted if file not in good]
            self.keep(archive, folder, [file.path for file in good])
        return good

    def all_of(self, archive: Archive) -> dict[str, File]:
        """Take everything from an archive, and keep the sums; returns the files that have to be had one by one.

        These are the ones of a mirror that has the archive unpacked, beside the record of its sums.
        """
        record = self.target / archive.record
        if record.is_file() and not self.missing_of(record):
            self.report(f"{archive.file.path}: already there")
            return {}
        try:
            self.get_archive(archive)
        except Unavailable as fault:
            try:
                self.get(File(archive.record))
            except Unavailable:
                raise self.error(archive.file.path, str(fault)) from None
            self.reasons.append(str(fault))
            return self.missing_of(record)
        with self.unpacked(archive, None) as (folder, names):
            write_sums(folder / archive.record, folder, names)
            self.keep(archive, folder, [*names, archive.record])
        if not archive.file.checksum.text:
            self.report(
                f"{archive.file.path}: nobody publishes a checksum; from now on its files are compared with today's"
            )
        return {}

    def missing_of(self, record: Path) -> dict[str, File]:
        sums = read_sums(record)
        if any(path_fault(path) for path in sums):
            raise DataError(f"{record} names files outside of its folder: delete it, and use another mirror.")
        return {
            path: File(path, checksum)
            for path, checksum in sums.items()
            if _state(self.target / path, checksum) != "good"
        }

    def get_archive(self, archive: Archive) -> None:
        if _state(self.target / archive.file.path, archive.file.checksum) != "good":
            self.get(archive.file, Progress(archive.file.path))

    @contextmanager
    def unpacked(self, archive: Archive, only: list[str] | None) -> Iterator[tuple[Path, list[str]]]:
        """A folder beside the archive with what is in it, while it is needed."""
        place = self.target / archive.file.path
        with writing(self.target):
            temporary = tempfile.TemporaryDirectory(prefix=".unpacking-", dir=self.target)
        with temporary as folder:
            try:
                names = unpack(place, Path(folder), only=only, limit=archive.unpacked)
            except Refused:
                place.unlink()
                raise
            yield Path(folder), names

    def keep(self, archive: Archive, folder: Path, names: list[str]) -> None:
        """Move the files to their places, and delete the archive."""
        with writing(self.target):
            for name in names:
                place = self.target / name
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(folder / name, place)
            (self.target / archive.file.path).unlink()
        self.report(f"{archive.file.path}: {len(names):,} files from it")
