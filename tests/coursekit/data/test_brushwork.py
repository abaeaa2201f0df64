"""Pictures of brush strokes that a program paints."""

import numpy as np
import pytest

from coursekit.data.brushwork import PALETTES, brushwork


@pytest.mark.parametrize("name", PALETTES)
def test_a_painting_has_many_colours_everywhere_and_is_the_same_each_time(name):
    pixels = brushwork(name, size=(64, 90))
    assert pixels.shape == (64, 90, 3) and pixels.dtype == np.uint8
    np.testing.assert_array_equal(pixels, brushwork(name, size=(64, 90)))
    assert (pixels != brushwork(name, size=(64, 90), seed=1)).mean() > 0.5
    corners = pixels[:32, :45], pixels[32:, :45], pixels[:32, 45:], pixels[32:, 45:]
    assert all(part.reshape(-1, 3).std(axis=0).min() > 8 for part in corners)
    assert f'"{name}"' in brushwork.__doc__


def test_other_names_and_tiny_paintings_are_refused():
    with pytest.raises(ValueError, match="no brushwork 'oil'; known are swirls and embers"):
        brushwork("oil")
    with pytest.raises(ValueError, match="20×90 pixels is too small for strokes: 32 is the least"):
        brushwork(size=(20, 90))
