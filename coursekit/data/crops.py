"""Small colour images cut from ten pictures that come with scikit-image: which picture is a piece from?

Each picture is divided into squares of 48×48 pixels. Every square serves one purpose, training, validation or testing,
and a piece lies inside one square, so no pixel is seen for two purposes. All ten pictures are PNG files, which every
machine reads alike.
"""

import hashlib

import numpy as np

from coursekit.data.embedded import embedded_file
from coursekit.data.image_sets import ImageSet
from coursekit.data.registry import DataError

# The pictures' files, and the sha256 of their pixels. The last five are grey.
PICTURES = {
    "astronaut": ("astronaut.png", "9d1263ba0e684c996ad8d59ebeeb479d2608e2d7bb09a217aafcb77f1c5f9533"),
    "cat": ("chelsea.png", "9c717786308ef130d869e61afda7439c5a84e3624d7d1bc0500947db97a023f1"),
    "coffee": ("coffee.png", "9b3e037f9cd32e3aa4673b24f51de4b8b0a6c6fc4c4f2c89d2dd5d63cc43e8f2"),
    "tissue": ("ihc.png", "a4aaac3f2e68b8230de4049ba798832eb51c99d35d98199f6bef3794e6560a0b"),
    "motorcycle": ("motorcycle_left.png", "036a8bd5572f98b7a41f544822a01915573f9708c1e1ba16acae8a21b75c228e"),
    "bricks": ("brick.png", "1c00e6382c4ba8f28469908ec97c8781cbf3200e9f7fd97edf072574a6833735"),
    "grass": ("grass.png", "135f8f97ed87c2ca28057c68b5757f32c34f527da33a870b7d84b7be4b34e4d2"),
    "gravel": ("gravel.png", "f3b75a8ecda072ba08f1dfc6eab61fb839d0ec496af1f4332d7e5446a1e66963"),
    "coins": ("coins.png", "47e3374272de377612d8a829d67c6d91a0d5cf887ae8988b8113ae6dde8aeae1"),
    "cameraman": ("camera.png", "73f662d139b6f2db0eb8a022732e63b80fd3bb9237684244d3150ea90ff61a21"),
}
SQUARE, SIDE = 48, 32
COUNTS = {"train": 400, "val": 100, "test": 100}  # pieces of each picture
SQUARES = {"train": 0.6, "val": 0.15}  # the part of its squares for them; the rest is for testing


def read_crops() -> ImageSet:
    """4,000 pieces to train on, 1,000 to validate and 1,000 to test, as many of each picture.

    float32, `image_shape` (3, 32, 32). The same bytes on every machine. Raises `DataError` if scikit-image or one of
    the pictures is missing or another.
    """
    train, val, test = _pieces().values()
    title = "crops of ten pictures (embedded in scikit-image; not CIFAR-10)"
    return ImageSet("crops", title, (3, SIDE, SIDE), tuple(PICTURES), train, val, test[0], lambda: test[1])


def _pieces() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each purpose the pieces (N, 3·32·32) float32, in random order, and their labels (N,) int64."""
    numbers = np.random.RandomState(545)  # gives the same numbers in every version of NumPy
    found: dict[str, list[np.ndarray]] = {purpose: [] for purpose in COUNTS}
    for name in PICTURES:
        pixels = _picture(name)
        for purpose, squares in _squares(pixels, numbers).items():
            corners = squares[numbers.randint(len(squares), size=COUNTS[purpose])]
            corners = corners + numbers.randint(SQUARE - SIDE + 1, size=corners.shape)
            found[purpose].append(np.stack([pixels[:, y : y + SIDE, x : x + SIDE] for y, x in corners]))
    shuffled = {}
    for purpose, pieces in found.items():
        order = numbers.permutation(len(PICTURES) * COUNTS[purpose])
        rows = np.concatenate(pieces).reshape(len(order), -1)[order]
        shuffled[purpose] = rows / np.float32(255), np.repeat(np.arange(len(PICTURES)), COUNTS[purpose])[order]
    return shuffled


def _squares(pixels: np.ndarray, numbers: np.random.RandomState) -> dict[str, np.ndarray]:
    """The upper left corners (row, column) of a picture's squares, by purpose."""
    _, height, width = pixels.shape
    rows, columns = (range(0, size - SQUARE + 1, SQUARE) for size in (height, width))
    corners = np.array([(y, x) for y in rows for x in columns])
    train, val = (round(part * len(corners)) for part in SQUARES.values())
    parts = np.split(corners[numbers.permutation(len(corners))], [train, train + val])
    return dict(zip(COUNTS, parts, strict=True))


def _picture(name: str) -> np.ndarray:
    """One of the pictures, (3, height, width) uint8."""
    from PIL import Image  # here, because most notebooks use no crops

    file, sha256 = PICTURES[name]
    path = embedded_file("skimage", f"data/{file}")
    if path is None:
        raise DataError(f"The picture {file} comes with scikit-image, which is missing: pip install scikit-image.")
    with Image.open(path) as image:
        pixels = np.ascontiguousarray(np.asarray(image.convert("RGB")).transpose(2, 0, 1))
    if hashlib.sha256(pixels.tobytes()).hexdigest() != sha256:
        raise DataError(f"{path} is not the picture that this data set is made of: install scikit-image anew.")
    return pixels
