"""`python -m data_scripts` and `python -m coursekit.data`: fetch, list, verify."""

import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.data import command
from coursekit.data.registry import Checksum
from helpers.data_sets import IDX_NAMES, archive, data_set, idx_files, write_mirror

ROOT = Path(__file__).parents[3]
SETS = {
    "mnist": data_set(idx_files(), ("http://127.0.0.1:1",)),
    "other": data_set({"a.bin": b"a"}, name="other", archives=(archive("b.zip", b"", url="http://127.0.0.1:1"),)),
}


@pytest.fixture
def said(capsys, monkeypatch, tmp_path):
    """Runs the command; returns its status, and what it wrote to stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            status = command.main([str(argument) for argument in arguments], data_sets=SETS)
        except SystemExit as end:
            status = end.code
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return write_mirror(tmp_path / "mirror", idx_files())


def test_fetch_says_what_arrives_and_how_to_use_it(said, mirror, tmp_path):
    status, printed, _ = said("fetch", "mnist", "--mirror", mirror, "--to", tmp_path / "elsewhere")
    assert status == 0 and "a small mnist, to " in printed and all(name in printed for name in IDX_NAMES)
    assert f"DLBH_DATA={tmp_path / 'elsewhere'} and DLBH_DATASET=mnist set" in printed


def test_without_to_it_goes_where_notebooks_look_for_it(said, mirror, tmp_path, monkeypatch):
    status, printed, _ = said("fetch", "mnist", "--mirror", mirror)
    assert status == 0 and (tmp_path / "data" / "mnist" / IDX_NAMES[0]).is_file()
    assert "Jupyter is started with DLBH_DATASET=mnist set" in printed
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert "mnist: complete" in said("verify")[1]


def test_a_set_that_cannot_be_had_is_a_sentence_and_status_1_and_the_others_are_fetched(said, mirror, tmp_path):
    status, printed, error = said("fetch", "--all", "--mirror", mirror)
    assert status == 1 and "b.zip could not be fetched" in error and "Done" not in printed
    assert (tmp_path / "data" / "mnist" / IDX_NAMES[3]).is_file()


def test_list_says_what_there_is_and_what_is_here(said, mirror):
    said("fetch", "mnist", "--mirror", mirror)
    _, printed, _ = said("list")
    assert "mnist: a small mnist\n    complete; licence: none" in printed
    assert "other: a small other\n    not fetched; licence: none" in printed
    _, printed, _ = said("list", "mnist")
    file = SETS["mnist"].files[0]
    assert f"{file.path}: {file.size:,} bytes, {file.checksum.text}\n        {file.urls[0]}" in printed


def test_list_says_of_which_sets_no_checksum_is_published(capsys):
    unchecked = data_set({}, name="all", archives=(archive("a.zip", b"", checksum=Checksum("")),))
    checked = data_set({"b": b"b"}, name="some", archives=(archive("b.zip", b"", holds=("b",), checksum=Checksum("")),))
    for names, lines in (([], 1), (["all", "some"], 2)):
        command.main(["list", *names], data_sets={"all": unchecked, "some": checked})
        printed = capsys.readouterr().out
        assert printed.count("no checksum is published") == lines
    assert "a.zip: no checksum is published; only its own CRC" in printed
    assert "b.zip: no checksum is published; its files are checked" in printed


def test_verify_names_what_is_damaged_or_missing(said, mirror, tmp_path):
    assert said("verify")[0] == 0 and said("verify", "mnist")[0] == 1
    said("fetch", "mnist", "--mirror", mirror)
    assert said("verify", "mnist")[:2] == (0, "mnist: complete\n")
    (tmp_path / "data" / "mnist" / IDX_NAMES[0]).write_bytes(b"damaged")
    (tmp_path / "data" / "mnist" / IDX_NAMES[1]).unlink()
    status, printed, error = said("verify")
    assert status == 1 and f"mnist: incomplete; damaged: {IDX_NAMES[0]}; missing: {IDX_NAMES[1]}" in printed
    assert "other: not fetched" in printed and "python -m coursekit.data fetch NAME" in error


@pytest.mark.parametrize("arguments", [["fetch"], ["fetch", "emnist"], ["list", "emnist"], []])
def test_an_unknown_set_or_none_is_refused_with_the_known_ones(said, arguments):
    status, _, error = said(*arguments)
    assert status == 2 and "usage: python -m coursekit.data" in error
    assert not arguments or "mnist, other" in error


@pytest.mark.parametrize("program", [["-m", "data_scripts", "fetch"], ["-m", "coursekit.data", "fetch"]])
def test_all_doors_lead_to_it(program, mirror, tmp_path):
    """These sums are MNIST's, so the small files of a mirror are refused, by sum or by size."""
    where = ["mnist", "--mirror", str(mirror), "--to", str(tmp_path / "data")]
    run = subprocess.run([sys.executable, *program, *where], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 1 and "MNIST: handwritten digits" in run.stdout
    assert "train-images-idx3-ubyte.gz could not be fetched: " in run.stderr and "Traceback" not in run.stderr
    assert "the published file has 9,912,422" in run.stderr


def test_data_scripts_fetch_into_the_repositorys_data():
    run = subprocess.run(
        [sys.executable, "-m", "data_scripts", "fetch", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert f"(default: {ROOT / 'data'})" in " ".join(run.stdout.split())
