# Number by number, with math only.
# %% slopes_piecewise
def each(function, x):
    return np.array([function(number) for number in x.ravel().tolist()]).reshape(x.shape)


def relu_slope(x):
    return each(lambda number: 1.0 if number > 0 else 0.0, x)


def leaky_relu_slope(x):
    return 0.1 + 0.9 * relu_slope(x)

# %% slopes_smooth
def tanh_slope(x):
    return each(lambda number: 1 - math.tanh(number) ** 2, x)


def gelu_slope(x):
    def slope(number):
        density = math.exp(-number * number / 2) / math.sqrt(2 * math.pi)
        return 0.5 * math.erfc(-number / math.sqrt(2)) + number * density

    return each(slope, x)
