"""The features of Flickr8k's photographs are computed once, and then read from a file beside them."""

import os
import pickle
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from coursekit import pretrained
from coursekit.data import caption_files
from coursekit.data.caption_files import load_flickr8k
from coursekit.data.registry import DataError
from coursekit.data.squeezenet import photograph_features

SPLITS = ("train", "val", "test")


class Weights:
    """A network that is nothing but one weight."""

    def __init__(self, value: float) -> None:
        self.value = value

    def state_dict(self) -> dict[str, np.ndarray]:
        return {"features.0.weight": np.full(6, self.value, dtype=np.float32)}


def write_flickr(folder: Path) -> Path:
    """A complete Flickr8k of six photographs, two for each split. Returns the folder `flickr8k`."""
    home = folder / "flickr8k"
    photos = home / "Flicker8k_Dataset"
    photos.mkdir(parents=True)
    for number in range(6):
        paint(photos / f"{number}.png", 40 * number)
    (home / "Flickr8k.token.txt").write_text("".join(f"{number}.png#0\tA dog runs .\n" for number in range(6)))
    for split, names in {"train": "0.png\n1.png\n", "dev": "2.png\n3.png\n", "test": "4.png\n5.png\n"}.items():
        (home / f"Flickr_8k.{split}Images.txt").write_text(names)
    return home


def paint(path: Path, brightness: int) -> None:
    Image.new("RGB", (4, 4), (brightness, 10, 20)).save(path)


@pytest.fixture
def computed(monkeypatch) -> list[str]:
    """The names of the photographs whose features were computed, instead of by SqueezeNet as two numbers each."""
    names: list[str] = []

    def features(paths, network):
        names.extend(path.name for path in paths)
        weight = network.state_dict()["features.0.weight"].sum()
        return np.array([[Image.open(path).getpixel((0, 0))[0], weight] for path in paths], dtype=np.float32)

    monkeypatch.setattr(caption_files, "photograph_features", features)
    monkeypatch.setattr(pretrained, "squeezenet1_1", lambda folder: Weights(1.0), raising=False)
    return names


def kept(home: Path) -> list[Path]:
    """The files that loading left there, unfinished ones included."""
    return sorted(path for path in home.iterdir() if path.name.startswith(("features", ".")))


def features(home: Path) -> dict[str, list]:
    data = load_flickr8k(home.parent)
    return {split: data[f"{split}_features"].tolist() for split in SPLITS}


def test_features_are_computed_once_and_then_read(tmp_path, computed):
    home = write_flickr(tmp_path)
    first = features(home)
    assert computed == [f"{number}.png" for number in range(6)]
    assert len(kept(home)) == len(SPLITS) and all(path.match("features_*.npz") for path in kept(home))
    assert features(home) == first
    assert len(computed) == 6


def change_a_photograph(home: Path, monkeypatch) -> None:
    paint(home / "Flicker8k_Dataset" / "0.png", 250)


def change_the_order(home: Path, monkeypatch) -> None:
    (home / "Flickr_8k.trainImages.txt").write_text("1.png\n0.png\n")


def change_the_weights(home: Path, monkeypatch) -> None:
    monkeypatch.setattr(pretrained, "squeezenet1_1", lambda folder: Weights(6.0), raising=False)


@pytest.mark.parametrize("change", [change_a_photograph, change_the_order, change_the_weights])
def test_other_photographs_or_weights_have_features_of_their_own(tmp_path, computed, monkeypatch, change):
    home = write_flickr(tmp_path)
    features(home)
    del computed[:]
    change(home, monkeypatch)
    changed = features(home)
    assert set(computed) >= {"0.png", "1.png"}
    for path in kept(home):
        path.unlink()
    assert changed == features(home)


class Bomb:
    def __reduce__(self):
        return os.mkdir, (os.environ["BOMB"],)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[content.rindex(b"NUMPY") + 130] ^= 1
    path.write_bytes(content)


def rewritten(**changes: object) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with np.load(path) as file:
            arrays = dict(file)
        arrays |= changes
        np.savez(path, **{name: value for name, value in arrays.items() if value is not None})

    return damage


def another_key(path: Path) -> None:
    first = kept(path.parent)[0]
    path.write_bytes(first.read_bytes())


@pytest.mark.parametrize(
    "damage",
    [
        cut_off,
        flip_a_bit,
        another_key,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no archive"),
        lambda path: path.write_bytes(pickle.dumps(Bomb())),
        lambda path: np.save(path.open("wb"), np.zeros((2, 2), np.float32)),
        rewritten(features=None),
        rewritten(features=np.zeros((9, 2), np.float32)),
        rewritten(features=np.zeros(2, np.float32)),
        rewritten(features=np.full((2, 2), np.nan, np.float32)),
        rewritten(features=np.zeros((2, 2))),
        rewritten(features=np.array([Bomb()], dtype=object)),
        rewritten(key=np.array([1, 2])),
    ],
    ids=["cut off", "a bit", "another's", "empty", "no archive", "pickle", "one array", "no features", "too many",
         "a row", "nan", "float64", "pickled array", "odd key"],
)  # fmt: skip
def test_a_damaged_file_is_made_again(tmp_path, computed, monkeypatch, damage):
    monkeypatch.setenv("BOMB", str(tmp_path / "went off"))
    home = write_flickr(tmp_path)
    first, files = features(home), kept(home)
    for path in files:
        damage(path)
    del computed[:]
    assert features(home) == first and computed
    del computed[:]
    assert features(home) == first and not computed
    assert kept(home) == files
    assert not (tmp_path / "went off").exists()


@contextmanager
def not_allowed_to_write(folder: Path) -> Iterator[None]:
    """The folder is read-only; for root, which may write anyway, this process is somebody else for the time."""
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """No file may become longer than 100 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("trouble", [not_allowed_to_write, full_disk])
def test_where_nothing_can_be_written_it_works_without(computed, trouble):
    with tempfile.TemporaryDirectory() as folder:  # tmp_path is for this account alone
        os.chmod(folder, 0o755)
        home = write_flickr(Path(folder))
        with trouble(home):
            first = features(home)
            assert features(home) == first and len(computed) == 12
        assert kept(home) == []


def test_a_photograph_that_cannot_be_read_is_named_as_before(tmp_path, computed, monkeypatch):
    home = write_flickr(tmp_path)
    monkeypatch.setattr(caption_files, "photograph_features", photograph_features)
    (home / "Flicker8k_Dataset" / "1.png").write_text("no photograph")
    with pytest.raises(DataError, match=r"1\.png: no readable photograph"):
        load_flickr8k(tmp_path)
    assert kept(home) == []
