"""The colours of the pictures: Okabe and Ito's palette, for colour-blind readers, too."""

BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#6B6B6B"
