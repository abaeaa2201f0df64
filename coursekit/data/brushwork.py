"""Pictures painted by this program: strokes of a brush that follow a flow, as styles that need no download."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

Array = np.ndarray
# Of points (N, 2), in parts of the picture's width: the flow's direction (N, 2), or a tone (N,) from 0, dark, to 1.
Flow = Tone = Callable[[Array], Array]

# Colours from dark to light, red, green, blue from 0 to 255.
PALETTES = {
    "swirls": ["#0b1a3a", "#12306b", "#1d4fa0", "#2f7bc4", "#64a9d9", "#a9cfd8", "#e3dca0", "#f6c648", "#f29f2b"],
    "embers": ["#1a0a10", "#4a0f1c", "#8c1c22", "#c8402a", "#e8752f", "#f5a94a", "#f9d98b", "#2d6a6a", "#7fb8a4"],
}
FINER = 2  # painted so much larger and then reduced, for soft edges


def brushwork(name: str = "swirls", *, size: tuple[int, int] = (256, 320), seed: int = 0) -> Array:
    """A painting of some thousand strokes, uint8 (height, width, 3): red, green, blue.

    name: "swirls", strokes that turn around lights in a blue sky, or "embers", waves of red and orange.
    size: height and width in pixels, each at least 32. seed: which of many such pictures.
    The same arguments give the same picture. Raises ValueError for another name or a smaller size.
    """
    if name not in PALETTES:
        raise ValueError(f"There is no brushwork {name!r}; known are {' and '.join(PALETTES)}.")
    if min(size) < 32:
        raise ValueError(f"A painting of {size[0]}×{size[1]} pixels is too small for strokes: 32 is the least.")
    numbers = np.random.default_rng(seed)
    height, width = (FINER * side for side in size)
    flow, tone = (_swirls if name == "swirls" else _waves)(numbers, height / width)
    colours = np.array([[int(code[k : k + 2], 16) for k in (1, 3, 5)] for code in PALETTES[name]], float)
    canvas = Image.new("RGB", (width, height), tuple(int(part) for part in colours[1]))
    brush = ImageDraw.Draw(canvas)
    # Broad strokes first, fine ones over them; lengths and widths in parts of the picture's width.
    for count, length, thick in ((900, 0.16, 0.022), (1600, 0.11, 0.013), (1800, 0.07, 0.007)):
        starts = numbers.uniform((0, 0), (1, height / width), size=(count, 2))
        paths = width * _strokes(starts, flow, length * numbers.uniform(0.5, 1.2, size=(count, 1)))
        widths = np.maximum(2, np.round(thick * width * numbers.uniform(0.6, 1.3, count)))
        shades = np.clip(tone(starts) + numbers.normal(0, 0.09, count), 0, 1) * (len(colours) - 1)
        inks = [np.interp(shades, range(len(colours)), channel) for channel in colours.T]
        inks = np.clip(np.column_stack(inks) + numbers.normal(0, 10, (count, 3)), 0, 255).astype(int)
        for path, across, ink in zip(paths.tolist(), widths.tolist(), inks.tolist(), strict=True):
            brush.line([tuple(point) for point in path], fill=tuple(ink), width=int(across), joint="curve")
            for x, y in (path[0], path[-1]):
                brush.ellipse([x - across / 2, y - across / 2, x + across / 2, y + across / 2], fill=tuple(ink))
    return np.asarray(canvas.resize((size[1], size[0]), Image.Resampling.LANCZOS))


def _strokes(starts: Array, flow: Flow, lengths: Array, steps: int = 9) -> Array:
    """Strokes of the given lengths (N, 1) along the flow: points (N, steps, 2), from the starts (N, 2) on."""
    paths = [starts]
    for _ in range(steps - 1):
        direction = flow(paths[-1])
        paths.append(
            paths[-1] + lengths / steps * direction / (np.linalg.norm(direction, axis=1, keepdims=True) + 1e-9)
        )
    return np.stack(paths, axis=1)


def _swirls(numbers: np.random.Generator, tall: float) -> tuple[Flow, Tone]:
    """A wind with eddies around lights. tall: the picture's height in widths."""
    count = 9
    centres = np.column_stack([numbers.uniform(0.05, 0.95, count), numbers.uniform(0.05, 0.95, count) * tall])
    radii = numbers.uniform(0.06, 0.15, count)
    turns = numbers.choice([-1.0, 1.0], count)
    phases = numbers.uniform(0, 2 * np.pi, 2)

    def flow(points: Array) -> Array:
        away = points[:, None] - centres
        near = np.exp(-(away**2).sum(-1) / (2 * radii**2))
        around = turns * near / radii
        eddies = (around[..., None] * np.stack([-away[..., 1], away[..., 0]], -1)).sum(1)
        wind = np.column_stack([np.ones(len(points)), 0.5 * np.sin(9 * points[:, 0] + phases[0])])
        return 0.35 * wind + 4.0 * eddies

    def tone(points: Array) -> Array:
        distance = np.sqrt(((points[:, None] - centres) ** 2).sum(-1)) / radii
        halo = np.exp(-(distance**2) / 0.5) + 0.55 * np.exp(-((distance - 1.5) ** 2) / 0.12)
        waves = 0.1 * np.sin(14 * points[:, 1] / tall + 3 * np.sin(6 * points[:, 0]) + phases[1])
        return np.clip(0.3 + waves + 0.75 * halo.max(1), 0, 1)

    return flow, tone


def _waves(numbers: np.random.Generator, tall: float) -> tuple[Flow, Tone]:
    """Crossing waves. tall: as for `_swirls`."""
    phases = numbers.uniform(0, 2 * np.pi, 4)

    def flow(points: Array) -> Array:
        x, y = points[:, 0], points[:, 1]
        angle = 1.3 * np.sin(7 * x + phases[0]) + 1.3 * np.cos(8 * y + 3 * x + phases[1])
        return np.column_stack([np.cos(angle), np.sin(angle)])

    def tone(points: Array) -> Array:
        x, y = points[:, 0], points[:, 1] / tall
        waves = 0.3 * np.sin(9 * y + 2.5 * np.sin(5 * x + phases[2])) + 0.18 * np.sin(13 * x + phases[3])
        return np.clip(0.45 + waves, 0, 1)

    return flow, tone
