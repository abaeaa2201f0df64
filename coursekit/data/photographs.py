"""Photographs, textures and paintings. The first two come with scikit-learn and scikit-image; paintings are fetched."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from coursekit.data.embedded import embedded_file
from coursekit.data.fetching import published_file, require_folder
from coursekit.data.registry import DataError, registry

# scikit-learn's are by Daniel Büchele and by vultilion, CC BY 2.0; see `datasets/images/README.txt` there. Those of
# scikit-image are in the public domain; see the docstrings in `skimage.data`.
PHOTOGRAPHS = {
    "china": ("sklearn", "datasets/images/china.jpg"),  # a temple, 427×640
    "flower": ("sklearn", "datasets/images/flower.jpg"),  # 427×640
    "astronaut": ("skimage", "data/astronaut.png"),  # 512×512
    "cat": ("skimage", "data/chelsea.png"),  # 300×451
    "coffee": ("skimage", "data/coffee.png"),  # 400×600
    "galaxies": ("skimage", "data/hubble_deep_field.jpg"),  # 872×1000
    "rocket": ("skimage", "data/rocket.jpg"),  # 427×640
}
TEXTURES = {name: ("skimage", f"data/{name}.png") for name in ("brick", "grass", "gravel")}
PAINTINGS = ("starry_night", "the_scream", "shipwreck", "composition_vii", "great_wave", "monet_cliff_walk")
LARGEST = 512  # pixels of the longer side, unless asked for: style transfer takes four times as long as at 256
FETCHED = {name: f"style/{name}.jpg" for name in PAINTINGS} | {
    name: f"content/{name}.jpg" for name in ("tubingen", "green_sea_turtle")
}


def photograph(name: str = "china", *, reduced: int = 1) -> np.ndarray:
    """A colour photograph, float64 (height, width, 3), from 0 (dark) to 1.

    name: "china" (a temple) or "flower", 427×640 pixels; "astronaut" (512×512), "cat" (300×451), "coffee" (400×600),
    "galaxies" (872×1000) or "rocket" (427×640). reduced: 2 averages squares of 2×2 pixels into one, and so on.
    Raises ValueError for another name, FileNotFoundError if the library with the picture is missing.
    """
    return _read(_embedded("photograph", name, PHOTOGRAPHS), "RGB", reduced)


def texture(name: str, *, reduced: int = 1) -> np.ndarray:
    """A grey photograph of a surface: "brick", "grass" or "gravel"; float64 (512, 512), from 0 to 1.

    reduced and errors: as for `photograph`.
    """
    return _read(_embedded("texture", name, TEXTURES), "L", reduced)


def painting(name: str, *, reduced: int = 1, folder: Path | None = None) -> np.ndarray:
    """A painting, or a photograph to be painted, float64 (height, width, 3), from 0 to 1; fetched as the set `style`.

    name: "starry_night" (Van Gogh, 1014×1280), "the_scream" (Munch, 1528×1200), "shipwreck" (Turner, 662×960),
    "composition_vii" (Kandinsky, 657×1000), "great_wave" (Hokusai, 1314×1920), "monet_cliff_walk" (Monet, 825×1024);
    photographs: "tubingen" (A. Praefcke, CC BY 3.0), "green_sea_turtle" (P. Lindgren, CC BY-SA 3.0), 768×1024.
    reduced: as for `photograph`. folder: holds `style/`; None: DLBH_DATA, else `data` here or up to three levels up.
    Raises ValueError for another name, `DataError` if the picture is not fetched or damaged.
    """
    if name not in FETCHED:
        raise ValueError(f"There is no painting {name!r}; known are {_listed(FETCHED)}.")
    return _read(picture_file(name, folder=folder), "RGB", reduced)


def picture_file(name: str, *, folder: Path | None = None) -> Path:
    """The file of a photograph, texture or painting: for functions that want a path.

    name: one that `photograph`, `texture` or `painting` knows. folder and errors: as for these.
    """
    if name in PHOTOGRAPHS | TEXTURES:
        return _embedded("picture", name, PHOTOGRAPHS | TEXTURES)
    if name not in FETCHED:
        raise ValueError(f"There is no picture {name!r}; known are {_listed(PHOTOGRAPHS | TEXTURES | FETCHED)}.")
    data_set = registry()["style"]
    return published_file(data_set, FETCHED[name], require_folder(data_set, folder))


def read_picture(path: str | Path, *, longest: int = 256, large: bool = False) -> np.ndarray:
    """The picture in a file, uint8 (height, width, 3): red, green, blue, from 0 to 255.

    Grey pictures get three equal channels, and transparent ones lie on white. longest: pixels of the longer side; a
    larger picture is reduced to it, a smaller one stays as it is. large: allow more than 512.
    Raises FileNotFoundError if there is no such file, `DataError` if it is no picture, ValueError for a `longest` below
    1, and for one above 512 unless `large`.
    """
    if longest < 1:
        raise ValueError(f"A picture with a longer side of {longest} pixels is none: choose at least 1.")
    if longest > LARGEST and not large:
        times = round((longest / 256) ** 2)
        raise ValueError(
            f"With {longest} pixels, style transfer takes {times} times as long as with 256: choose at most {LARGEST}, "
            "or say large=True."
        )
    try:
        with Image.open(path) as image:
            pixels = ImageOps.exif_transpose(image)
            if pixels.has_transparency_data:
                pixels = pixels.convert("RGBA")
                pixels = Image.alpha_composite(Image.new("RGBA", pixels.size, "white"), pixels)
            pixels = pixels.convert("RGB")
    except FileNotFoundError:
        raise FileNotFoundError(f"{path}: no such file; run the cell that makes or fetches it.") from None
    except OSError as fault:
        raise DataError(f"{path}: no picture ({fault}); save it as PNG or JPEG.") from None
    scale = longest / max(pixels.size)
    if scale < 1:
        pixels = pixels.resize([max(1, round(scale * side)) for side in pixels.size], Image.Resampling.LANCZOS)
    return np.array(pixels)


def read_square(path: Path, size: int) -> np.ndarray:
    """The middle of a photograph in a file, (3, size, size) uint8: red, green, blue, from 0 to 255.

    It is reduced until its shorter side is 8/7 of `size`, as torchvision does before it cuts the middle out.
    Raises `DataError` if the file is no picture.
    """
    try:
        with Image.open(path) as image:
            pixels = image.convert("RGB")
    except OSError as fault:
        raise DataError(f"{path}: no picture ({fault}); delete it and fetch the set again.") from None
    scale = size * 8 / 7 / min(pixels.size)
    width, height = (max(size, round(scale * side)) for side in pixels.size)
    left, top = (width - size) // 2, (height - size) // 2
    pixels = pixels.resize((width, height), Image.Resampling.BILINEAR).crop((left, top, left + size, top + size))
    return np.ascontiguousarray(np.asarray(pixels).transpose(2, 0, 1))


def _embedded(kind: str, name: str, known: dict[str, tuple[str, str]]) -> Path:
    if name not in known:
        raise ValueError(f"There is no {kind} {name!r}; known are {_listed(known)}.")
    path = embedded_file(*known[name])
    if path is None:
        library = {"sklearn": "scikit-learn", "skimage": "scikit-image"}[known[name][0]]
        raise FileNotFoundError(f"The {kind} {name} comes with {library}, which is not installed.")
    return path


def _read(path: Path, mode: str, reduced: int) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert(mode).reduce(reduced), dtype=np.float64) / 255


def _listed(names: dict) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}"
