"""The colours of the pictures: Okabe and Ito's palette, for colour-blind readers, too."""

BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#6B6B6B"
# For notebooks in which the colours above have another meaning. In hw2_backprop/torch_mlp a colour means one thing:
# blue what a network computes, red gradients, purple a ReLU, orange a sigmoid, green tanh, black and sky blue the
# perceptron and Adaline, grey what is given.
SKY, PURPLE, BLACK = "#56B4E9", "#CC79A7", "#000000"
