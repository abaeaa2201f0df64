"""Fetching, from a real server that does what servers do, and from folders; and what is said when it fails."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.data import downloads
from coursekit.data.downloads import Progress
from coursekit.data.fetching import fetch, is_complete, published_file, state
from coursekit.data.registry import Checksum, DataError, DataSet, File
from helpers.data_sets import archive, data_set, idx_files, sha256, tar_of, write_mirror, zip_of

BIG = bytes(range(256)) * 2000  # half a megabyte: several chunks


def quietly(source: DataSet, folder: Path, **more: object) -> list[str]:
    """Fetch, and return the lines that were reported."""
    lines: list[str] = []
    fetch(source, folder, report=lines.append, **more)
    return lines


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def one_file(server, content: bytes = BIG, **more: object) -> DataSet:
    server.files = {"big.bin": content}
    return data_set(server.files, (server.address("big"),), name="big", **more)


# --- what arrives ------------------------------------------------------------------------------------------------


def test_a_set_is_fetched_from_a_server(server, tmp_path):
    source = data_set(server.files, (server.address("mnist"),))
    lines = quietly(source, tmp_path)
    assert contents(tmp_path / "mnist") == server.files
    assert len(lines) == 4 and all(server.address("mnist") in line for line in lines)
    assert all(path.stat().st_mode & 0o044 for path in (tmp_path / "mnist").iterdir()), "others can read it"
    assert is_complete(source, state(source, tmp_path))


def test_what_is_there_and_whole_is_not_fetched_again_and_what_is_damaged_is(server, tmp_path):
    source = data_set(server.files, (server.address("mnist"),))
    quietly(source, tmp_path)
    (tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz").write_bytes(b"damaged")
    assert state(source, tmp_path)["t10k-labels-idx1-ubyte.gz"] == "damaged"
    server.asked.clear()
    lines = quietly(source, tmp_path)
    assert [path for path, _ in server.asked] == ["/mnist/t10k-labels-idx1-ubyte.gz"]
    assert sum("already there" in line for line in lines) == 3
    assert contents(tmp_path / "mnist") == server.files
    assert quietly(source, tmp_path) == ["mnist: already there"]


def test_the_next_address_is_tried_where_the_first_does_not_have_the_file(server, tmp_path):
    quietly(data_set(server.files, ("http://127.0.0.1:1/mnist", server.address("mnist"))), tmp_path)
    assert contents(tmp_path / "mnist") == server.files


SUMS = {"md5": f"md5:{hashlib.md5(BIG).hexdigest()}", "sha256-prefix": f"sha256-prefix:{sha256(BIG).digest[:8]}"}


@pytest.mark.parametrize(("kind", "right"), SUMS.items(), ids=SUMS)
def test_other_kinds_of_checksums_are_compared_too(server, tmp_path, kind, right):
    one_file(server)
    address = (server.address("big") + "/big.bin",)
    good = data_set({}, name="big", files=(File("big.bin", Checksum(right), None, address),))
    bad = data_set({}, name="big", files=(File("big.bin", Checksum(right[:-1] + "x"), None, address),))
    with pytest.raises(DataError, match=f"another version .its {kind} is not"):
        quietly(bad, tmp_path)
    assert contents(tmp_path) == {}
    quietly(good, tmp_path)
    assert published_file(good, "big.bin", tmp_path).read_bytes() == BIG
    with pytest.raises(DataError, match=f"its {kind} is"):
        published_file(bad, "big.bin", tmp_path)


# --- servers that do not do what they should ---------------------------------------------------------------------


def test_a_connection_that_breaks_is_taken_up_where_it_broke(server, tmp_path):
    source = one_file(server)
    server.cuts = [100_000, 50_000, None]
    quietly(source, tmp_path)
    assert [wanted for _, wanted in server.asked] == ["", "bytes=100000-", "bytes=150000-"]
    assert contents(tmp_path / "big") == {"big.bin": BIG}


def test_a_later_call_goes_on_too_and_meanwhile_nothing_has_the_files_name(server, tmp_path):
    source = one_file(server)
    server.cuts = [60_000, 0]
    with pytest.raises(DataError, match=r"broke off \(.*\)\. Nothing damaged was kept: try again"):
        quietly(source, tmp_path)
    assert contents(tmp_path / "big") == {".big.bin.part": BIG[:60_000]}
    server.asked.clear()
    server.cuts = [None]
    quietly(source, tmp_path)
    assert [wanted for _, wanted in server.asked] == ["bytes=60000-"]
    assert contents(tmp_path / "big") == {"big.bin": BIG}


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(server, tmp_path):
    source = one_file(server)
    server.ranges, server.cuts = False, [100_000, None]
    quietly(source, tmp_path)
    assert contents(tmp_path / "big") == {"big.bin": BIG}


def test_a_server_that_sends_another_range_than_asked_for_is_refused(server, tmp_path):
    source = one_file(server)
    server.cuts, server.shift = [100_000, None], 10
    with pytest.raises(DataError, match="sent another part than it was asked for"):
        quietly(source, tmp_path)
    assert "big.bin" not in contents(tmp_path / "big")


def test_a_part_of_another_version_is_thrown_away_and_all_is_fetched_anew(server, tmp_path):
    source = one_file(server)
    write_mirror(tmp_path, {".big.bin.part": b"x" * 1000}, "big")
    quietly(source, tmp_path)
    assert [wanted for _, wanted in server.asked] == ["bytes=1000-", ""]
    assert contents(tmp_path / "big") == {"big.bin": BIG}


@pytest.mark.parametrize("length", [len(BIG), len(BIG) + 1])
def test_a_part_as_long_as_the_file_or_longer_is_dealt_with(server, tmp_path, length):
    source = one_file(server)
    write_mirror(tmp_path, {".big.bin.part": (BIG + b"x")[:length]}, "big")
    quietly(source, tmp_path)
    assert contents(tmp_path / "big") == {"big.bin": BIG}
    unsized = data_set({}, name="big", files=(File("big.bin", sha256(BIG), None, source.files[0].urls),))
    write_mirror(tmp_path / "2", {".big.bin.part": (BIG + b"x")[:length]}, "big")
    quietly(unsized, tmp_path / "2")
    assert contents(tmp_path / "2" / "big") == {"big.bin": BIG}


@pytest.mark.parametrize(("size", "said"), [(len(BIG), 9), (len(BIG), 2 * len(BIG)), (None, len(BIG) // 2)])
def test_a_server_that_lies_about_the_length_gives_no_file(server, tmp_path, size, said):
    source = one_file(server)
    source = data_set({}, name="big", files=(File("big.bin", sha256(BIG), size, source.files[0].urls),))
    server.said = said
    with pytest.raises(DataError, match="but the published file has" if size else "is damaged or another"):
        quietly(source, tmp_path)
    assert contents(tmp_path) == {}
    server.said = None
    quietly(source, tmp_path)
    assert contents(tmp_path / "big") == {"big.bin": BIG}


def test_a_length_that_was_too_long_is_found_out_by_asking_for_the_rest(server, tmp_path):
    source = one_file(server)
    source = data_set({}, name="big", files=(File("big.bin", sha256(BIG), None, source.files[0].urls),))
    server.said = 2 * len(BIG)
    quietly(source, tmp_path)
    assert [wanted for _, wanted in server.asked] == ["", f"bytes={len(BIG)}-"]
    assert contents(tmp_path / "big") == {"big.bin": BIG}


def test_wrong_bytes_are_named_and_not_kept(server, tmp_path):
    source = one_file(server)
    server.files = {"big.bin": b"?" * len(BIG)}
    with pytest.raises(DataError, match=r"big.bin could not be fetched: .* is damaged or another version") as told:
        quietly(source, tmp_path)
    assert f"its sha256 is not {sha256(BIG).digest[:12]}…" in str(told.value)
    assert contents(tmp_path) == {}


def test_a_server_without_the_file_is_named_with_its_answer(server, tmp_path):
    source = one_file(server)
    server.files = {}
    with pytest.raises(DataError, match="answered 404 Not Found"):
        quietly(source, tmp_path)
    assert len(server.asked) == 1


def test_a_server_that_is_out_of_order_is_asked_again_and_then_named(server, tmp_path):
    source = one_file(server)
    server.status = 503
    with pytest.raises(DataError, match="503 Service Unavailable"):
        quietly(source, tmp_path)
    assert len(server.asked) == downloads.TRIES


def test_nobody_at_the_address_is_said(tmp_path):
    with pytest.raises(DataError, match=r"http://127.0.0.1:1/big/big.bin cannot be reached"):
        quietly(data_set({"big.bin": BIG}, ("http://127.0.0.1:1/big",), name="big"), tmp_path)


# --- the disk ----------------------------------------------------------------------------------------------------


def test_a_disk_without_room_is_said_before_anything_is_written(server, tmp_path, monkeypatch):
    source = one_file(server)
    monkeypatch.setattr(downloads.shutil, "disk_usage", lambda _: type("usage", (), {"free": 400_000}))
    with pytest.raises(DataError, match=r"big could not be written: 1 MB are needed, and the disk has 0 MB free"):
        quietly(source, tmp_path)
    assert contents(tmp_path) == {}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_disk_that_becomes_full_is_said(server, tmp_path):
    source = one_file(server)
    (tmp_path / "big").mkdir()
    (tmp_path / "big" / ".big.bin.part").symlink_to("/dev/full")
    with pytest.raises(DataError, match=r"big could not be written: the disk is full.*: make room"):
        quietly(source, tmp_path)
    assert not (tmp_path / "big" / "big.bin").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    """Nobody may write to /sys/kernel, not even root."""
    mirror = write_mirror(tmp_path, idx_files())
    with pytest.raises(DataError, match=r"/sys/kernel/mnist could not be written: it is read-only for you.*--to"):
        quietly(data_set(idx_files()), Path("/sys/kernel"), mirror=mirror)


def test_a_file_in_the_way_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match=r"could not be written: Not a directory: choose another folder"):
        quietly(data_set(idx_files()), tmp_path / "file", mirror=write_mirror(tmp_path / "m", idx_files()))


def test_a_limit_on_the_size_of_files_is_said(tmp_path):
    """In a process of its own, because such a limit cannot be taken back."""
    code = """
import resource, signal, sys
from pathlib import Path
from coursekit.data.fetching import fetch
from coursekit.data.registry import DataError
from helpers.data_sets import data_set
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    fetch(data_set({"big.bin": bytes(5000)}, name="big"), Path(sys.argv[1]), mirror=sys.argv[2])
except DataError as fault:
    print(fault)
"""
    mirror = write_mirror(tmp_path / "mirror", {"big.bin": bytes(5000)}, "big")
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", code, str(tmp_path / "data"), str(mirror)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths})
    assert "could not be written: the disk is full, or a quota is used up (File too large)" in done.stdout, done.stderr
    assert "big.bin" not in contents(tmp_path / "data")


# --- mirrors -----------------------------------------------------------------------------------------------------


def test_a_mirror_is_treated_as_the_internet_is(tmp_path):
    files = idx_files()
    mirror = write_mirror(tmp_path / "mirror", files)
    source = data_set(files)
    assert len(quietly(source, tmp_path / "data", mirror=mirror)) == 4
    assert contents(tmp_path / "data" / "mnist") == files
    damaged = mirror / "mnist" / "t10k-images-idx3-ubyte.gz"
    damaged.write_bytes(b"?" * len(files[damaged.name]))
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte.gz is damaged or another version"):
        quietly(source, tmp_path / "other", mirror=mirror)
    damaged.write_bytes(b"shorter")
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte.gz has 7 bytes, but the published file has"):
        quietly(source, tmp_path / "other", mirror=mirror)
    (mirror / "mnist" / "train-images-idx3-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte.gz does not exist"):
        quietly(source, tmp_path / "third", mirror=mirror)


def test_a_file_of_a_mirror_that_cannot_be_read_is_named(tmp_path):
    source = data_set({}, files=(File("one", sha256(b"1")),))
    (tmp_path / "m" / "mnist" / "one").mkdir(parents=True)
    with pytest.raises(DataError, match=r"mnist/one cannot be read \(Is a directory\)"):
        quietly(source, tmp_path, mirror=tmp_path / "m")
    (tmp_path / "m" / "mnist" / "one").rmdir()
    (tmp_path / "m" / "mnist" / "one").symlink_to("/proc/self/mem")  # its first bytes belong to nobody
    with pytest.raises(DataError, match=r"mnist/one cannot be read \(Input/output error\)"):
        quietly(source, tmp_path, mirror=tmp_path / "m")


def test_a_mirror_can_be_an_address(server, tmp_path):
    source = data_set(server.files, ("http://127.0.0.1:1/never/asked",))
    quietly(source, tmp_path, mirror=server.address("mirror/"))
    assert contents(tmp_path / "mnist") == server.files
    assert server.asked[0][0] == "/mirror/mnist/train-images-idx3-ubyte.gz"


def test_optional_files_that_a_mirror_lacks_are_named_and_no_error(tmp_path):
    files = idx_files()
    first, *others = data_set(files).files
    source = data_set({}, files=(first, *(File(f.path, f.checksum, f.size, optional=True) for f in others)))
    mirror = write_mirror(tmp_path / "mirror", {first.path: files[first.path]})
    lines = quietly(source, tmp_path / "data", mirror=mirror)
    assert "t10k-labels-idx1-ubyte.gz: could not be had; the set can be used without" in lines[-1]
    assert is_complete(source, state(source, tmp_path / "data"))


def test_of_alternatives_the_first_that_can_be_had_is_enough(server, tmp_path):
    server.files = {"weights.npz": b"one", "weights.pth": b"two"}
    one, two = data_set(server.files, (server.address("nets"),), name="net").files
    source = data_set({}, name="net", folder="nets", files=(File(one.path, one.checksum), two), any_of=True)
    quietly(source, tmp_path)
    assert contents(tmp_path) == {"nets/weights.pth": b"two"} and is_complete(source, state(source, tmp_path))
    quietly(source, tmp_path / "2", mirror=write_mirror(tmp_path / "mirror", server.files, "nets"))
    assert contents(tmp_path / "2") == {"nets/weights.npz": b"one"}
    with pytest.raises(DataError, match=r"weights.pth could not be fetched: .*weights.npz does not exist; .*pth does"):
        quietly(source, tmp_path / "3", mirror=tmp_path / "nowhere")


# --- archives ----------------------------------------------------------------------------------------------------

PHOTOS = {f"photos/{number}.jpg": bytes([number]) * 50 for number in range(15)}


def photos(content: bytes, url: str = "", files: dict[str, bytes] = PHOTOS, **more: object) -> DataSet:
    packed = archive("photos.zip", content, url=url, holds=tuple(files), checksum=Checksum(""))
    return data_set(files, name="photos", archives=(packed,), **more)


def test_files_come_out_of_an_archive_each_checked_and_the_archive_goes(server, tmp_path):
    server.files = {"photos.zip": zip_of({**PHOTOS, "photos/other.txt": b"not listed", "../../evil": b"nor taken"})}
    lines = quietly(photos(server.files["photos.zip"], server.address("x")), tmp_path)
    assert lines == ["photos.zip: 15 files from it"]
    assert contents(tmp_path / "photos") == PHOTOS
    assert quietly(photos(b"", "http://127.0.0.1:1"), tmp_path) == ["photos: already there"]


def test_a_mirror_may_have_the_archive_or_the_files(tmp_path):
    packed = zip_of(PHOTOS)
    quietly(photos(packed), tmp_path / "1", mirror=write_mirror(tmp_path / "a", {"photos.zip": packed}, "photos"))
    lines = quietly(photos(packed), tmp_path / "2", mirror=write_mirror(tmp_path / "b", PHOTOS, "photos"))
    assert contents(tmp_path / "1" / "photos") == contents(tmp_path / "2" / "photos") == PHOTOS
    assert len(lines) == 1 and lines[0].startswith("photos: 15 files")


def test_an_archive_with_a_wrong_file_gives_the_others_and_names_it(tmp_path):
    packed = zip_of({**PHOTOS, "photos/3.jpg": b"another photo"})
    mirror = write_mirror(tmp_path / "a", {"photos.zip": packed}, "photos")
    with pytest.raises(DataError, match=r"photos/3.jpg could not be fetched: photos/3.jpg in photos.zip is another; "):
        quietly(photos(packed), tmp_path / "1", mirror=mirror)
    assert contents(tmp_path / "1" / "photos") == {k: v for k, v in PHOTOS.items() if k != "photos/3.jpg"}


def whole(content: bytes, name: str = "all.zip", **more: object) -> DataSet:
    return data_set({}, name="whole", archives=(archive(name, content, **more),))


@pytest.mark.parametrize(("name", "pack"), [("all.zip", zip_of), ("all.tar.gz", tar_of)])
def test_what_nobody_lists_is_unpacked_whole_and_its_sums_are_kept(server, tmp_path, name, pack):
    server.files = {name: pack({"a/b.txt": b"text", "c.txt": b"more", "__MACOSX/._c.txt": b"junk"})}
    source = whole(server.files[name], name, url=server.address("x"), checksum=Checksum(""))
    assert not is_complete(source, state(source, tmp_path))
    lines = quietly(source, tmp_path)
    assert "nobody publishes a checksum" in lines[-1]
    record = contents(tmp_path / "whole").pop(f"{name}.sha256").decode()
    assert record == f"{sha256(b'text').digest}  a/b.txt\n{sha256(b'more').digest}  c.txt\n"
    assert set(contents(tmp_path / "whole")) == {"a/b.txt", "c.txt", f"{name}.sha256"}
    assert is_complete(source, state(source, tmp_path))
    (tmp_path / "whole" / "c.txt").write_bytes(b"MORE")
    assert state(source, tmp_path) == {"a/b.txt": "good", "c.txt": "damaged"}
    quietly(source, tmp_path)
    assert contents(tmp_path / "whole")["c.txt"] == b"more"


def test_a_folder_that_was_fetched_is_a_mirror_too(tmp_path):
    packed = zip_of({"a/b.txt": b"text", "c.txt": b"more"})
    source = whole(packed)
    quietly(source, tmp_path / "1", mirror=write_mirror(tmp_path / "a", {"all.zip": packed}, "whole"))
    quietly(source, tmp_path / "2", mirror=tmp_path / "1")
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    with pytest.raises(DataError, match=r"all.zip could not be fetched: .*all.zip does not exist"):
        quietly(source, tmp_path / "3", mirror=tmp_path / "nowhere")


def test_a_mirrors_record_that_names_files_elsewhere_is_refused(tmp_path):
    mirror = write_mirror(tmp_path / "a", {"all.zip.sha256": f"{'0' * 64}  ../../evil\n".encode()}, "whole")
    with pytest.raises(DataError, match="names files outside of its folder"):
        quietly(whole(b""), tmp_path / "1", mirror=mirror)


def test_an_archive_that_is_none_is_named_and_not_kept(server, tmp_path):
    server.files = {"all.zip": b"<html>Please log in</html>"}
    source = whole(b"", url=server.address("x"), checksum=Checksum(""))
    with pytest.raises(DataError, match=r"all.zip was not unpacked, because it is damaged, or no such archive"):
        quietly(source, tmp_path)
    assert contents(tmp_path) == {}


def test_an_archive_with_the_wrong_sum_is_not_opened(server, tmp_path):
    server.files = {"all.zip": zip_of({"a.txt": b"text"})}
    with pytest.raises(DataError, match=r"all.zip is damaged or another version"):
        quietly(whole(b"something else", url=server.address("x")), tmp_path)
    assert contents(tmp_path) == {}


# --- progress ----------------------------------------------------------------------------------------------------


class Terminal:
    def __init__(self, terminal: bool = True) -> None:
        self.terminal, self.text = terminal, ""

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_progress_is_told_with_an_estimate_of_what_remains():
    progress = Progress("mnist", 1000, Terminal())
    progress.begin(1000, 500)
    progress.done, progress.begun = 750, 0.0
    assert progress.text(10.0) == "75 %, about 10 s left"  # the 250 of this call took 10 s; 250 remain


def test_progress_is_written_on_terminals_only(monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(downloads.time, "monotonic", lambda: next(clock))
    for terminal in (Terminal(), Terminal(terminal=False)):
        progress = Progress("mnist", 100, terminal)
        progress.advance(25)
        progress.close()
        assert ("mnist: 25 %, about" in terminal.text) == terminal.terminal
