"""Archives that somebody else made: what is unpacked, and what is refused before anything is written."""

import io
import stat
import tarfile
import zipfile

import pytest

from coursekit.data import downloads
from coursekit.data.archives import Refused, unpack
from coursekit.data.registry import DataError
from helpers.data_sets import tar_of, zip_of


def unpacked(tmp_path, name: str, content: bytes, only=None, limit: int = 1000) -> dict[str, bytes]:
    """What is in the new folder afterwards."""
    (tmp_path / name).write_bytes(content)
    names = unpack(tmp_path / name, tmp_path / "into", only=only, limit=limit)
    found = {str(p.relative_to(tmp_path / "into")): p for p in (tmp_path / "into").rglob("*") if p.is_file()}
    assert sorted(found) == sorted(names)
    return {path: place.read_bytes() for path, place in found.items()}


PACKERS = pytest.mark.parametrize(("name", "pack"), [("a.zip", zip_of), ("a.tar.gz", tar_of)], ids=["zip", "tar"])


@PACKERS
def test_files_are_unpacked_and_macos_additions_are_not(tmp_path, name, pack):
    entries = {"a/b/c.txt": b"deep", "d.txt": b"", "__MACOSX/a": b"junk", "a/.DS_Store": b"junk"}
    assert unpacked(tmp_path, name, pack(entries)) == {"a/b/c.txt": b"deep", "d.txt": b""}


@PACKERS
def test_only_what_is_wanted_is_unpacked(tmp_path, name, pack):
    entries = {"a.txt": b"A", "b.txt": b"B", "/evil": b"not looked at"}
    assert unpacked(tmp_path, name, pack(entries), only=["a.txt", "z.txt"]) == {"a.txt": b"A"}


@PACKERS
@pytest.mark.parametrize("path", ["../evil", "a/../../evil", "/tmp/evil", "..\\evil", "C:\\evil", "a/.."])
def test_a_path_that_leads_outside_is_refused_before_anything_is_written(tmp_path, name, pack, path):
    with pytest.raises(Refused, match=r"a\.(zip|tar\.gz) was not unpacked, because its entry .* outside the folder"):
        unpacked(tmp_path, name, pack({"good.txt": b"first", path: b"evil"}))
    assert not (tmp_path / "into").exists()


def special(kind: bytes, target: str = "/etc/passwd") -> tarfile.TarInfo:
    info = tarfile.TarInfo("entry")
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    with pytest.raises(Refused, match="its entry 'entry' is a link or a device"):
        unpacked(tmp_path, "a.tar.gz", tar_of({"good.txt": b"", "entry": special(kind)}))
    assert not (tmp_path / "into").exists()


def test_a_link_in_a_zip_is_refused(tmp_path):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/passwd")
    with pytest.raises(Refused, match="its entry 'link' is a link or a device"):
        unpacked(tmp_path, "a.zip", output.getvalue())


def test_an_encrypted_zip_is_refused(tmp_path):
    content = bytearray(zip_of({"secret": b"text"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1  # the flag in the list of entries
    with pytest.raises(Refused, match="its entry 'secret' is encrypted"):
        unpacked(tmp_path, "a.zip", bytes(content))


@PACKERS
def test_a_bomb_is_refused_before_anything_is_written(tmp_path, name, pack):
    content = pack({"zeros": bytes(10_000_000)})
    assert len(content) < 20_000
    with pytest.raises(Refused, match=r"it would become 1 files of 10,000,000 bytes, which is too much"):
        unpacked(tmp_path, name, content, limit=1_000_000)
    assert not (tmp_path / "into").exists()


def test_an_entry_that_is_longer_than_it_says_is_refused(tmp_path):
    """Its true size is in the local header; the list of entries, which limits are checked with, says 1 byte."""
    content = bytearray(zip_of({"zeros": bytes(5000)}))
    size = content.rindex(b"PK\x01\x02") + 24
    content[size : size + 4] = (1).to_bytes(4, "little")
    with pytest.raises(Refused, match=r"is damaged|longer than it says"):
        unpacked(tmp_path, "a.zip", bytes(content))
    assert sum(path.stat().st_size for path in (tmp_path / "into").rglob("*")) <= 1


@PACKERS
@pytest.mark.parametrize("part", [0.3, 0.7])
def test_a_damaged_archive_is_named(tmp_path, name, pack, part):
    content = pack({"a.txt": bytes(range(256)) * 3, "b.txt": bytes(range(256))})
    with pytest.raises(Refused, match="it is damaged, or no such archive"):
        unpacked(tmp_path, name, content[: int(part * len(content))], limit=10_000)


def test_a_changed_byte_is_noticed_by_the_archives_own_sum(tmp_path):
    content = bytearray(zip_of({"a.txt": b"x" * 100}))
    content[content.index(b"a.txt") + 6] ^= 0xFF
    with pytest.raises(Refused, match="it is damaged"):
        unpacked(tmp_path, "a.zip", bytes(content))


def test_a_disk_without_room_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads.shutil, "disk_usage", lambda _: type("usage", (), {"free": 10}))
    with pytest.raises(DataError, match="are needed, and the disk has"):
        unpacked(tmp_path, "a.zip", zip_of({"a.txt": b"x" * 100}))
    assert not (tmp_path / "into").exists()
