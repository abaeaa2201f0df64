"""The registry is complete and consistent, and reads what `sha256sum` writes."""

import re
import subprocess

import pytest

from coursekit.data.registry import Checksum, DataSet, read_sums, registry, write_sums

SETS = registry().values()
EACH = pytest.mark.parametrize("data_set", SETS, ids=registry())
DIGITS = {"sha256": 64, "md5": 32, "sha256-prefix": 8}


@EACH
def test_each_entry_says_what_it_is_and_where_it_comes_from(data_set: DataSet):
    assert data_set.title and data_set.licence and data_set.citation
    assert data_set.files or data_set.archives
    unfetchable = {file.path for file in data_set.files if not file.urls}
    unfetchable -= {path for archive in data_set.archives for path in archive.holds or ()}
    assert not unfetchable or data_set.any_of, "no address on the web, and in no archive"
    for file in [*data_set.files, *(archive.file for archive in data_set.archives)]:
        assert all(re.fullmatch(r"https?://\S+[^/]", url) for url in file.urls)


@EACH
def test_each_checksum_has_its_length_and_only_archives_may_lack_one(data_set: DataSet):
    for checksum in [file.checksum for file in data_set.files] + [a.file.checksum for a in data_set.archives]:
        if checksum.text:
            assert re.fullmatch(f"[0-9a-f]{{{DIGITS[checksum.kind]}}}", checksum.digest)
    assert all(file.checksum.text for file in data_set.files)


def test_a_prefix_is_the_one_in_the_files_name():
    for data_set in SETS:
        for file in data_set.files:
            if file.checksum.kind == "sha256-prefix":
                assert f"-{file.checksum.digest}." in file.path


def test_the_sets_of_the_course_are_there():
    wanted = "mnist fashion_mnist cifar10 hymenoptera flickr8k flickr8k_1000 coco_captioning vgg19 resnet18"
    assert list(registry()) == [*wanted.split(), "squeezenet1_1", "style"]
    assert len(registry()["hymenoptera"].files) == 398 and len(registry()["flickr8k_1000"].files) == 1004


def test_two_sets_in_one_folder_have_no_file_with_two_sums():
    sums: dict[tuple[str, str], Checksum] = {}
    for data_set in SETS:
        for file in data_set.files:
            assert sums.setdefault((data_set.folder, file.path), file.checksum) == file.checksum


def test_sums_are_written_and_read_as_sha256sum_does(tmp_path):
    (tmp_path / "a b").write_bytes(b"text")
    (tmp_path / "c").write_bytes(b"")
    write_sums(tmp_path / "sums", tmp_path, ["a b", "c"])
    subprocess.run(["sha256sum", "--check", "--quiet", "sums"], cwd=tmp_path, check=True)
    assert all(checksum.fits(tmp_path / name) for name, checksum in read_sums(tmp_path / "sums").items())
