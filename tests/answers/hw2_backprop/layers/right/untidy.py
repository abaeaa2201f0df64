# Right, as real notebooks are: prints, plots, experiments that failed, names overwritten, Windows' line ends, a magic.
# %% +after setup_data
%matplotlib inline
import matplotlib.pyplot as plt
rng = np.random.RandomState(0)
check_this = fc_forward(1, 2, 3)

# %% fc_forward
def fc_forward(x, w, b):
	out = x.dot(w)
	out += b
	cache = (x.copy(), w.copy(), b.copy())
	return (out, cache)

# test
x_test = np.ones((2, 3)); w_test = np.ones((3, 4)); b_test = np.zeros(4)
print("out:", fc_forward(x_test, w_test, b_test)[0])

# %% fc_backward
def fc_backward(dout, cache):
    x, w, b = cache
    #dx = dout @ w
    dx = (w @ dout.T).T
    dw = x.T.dot(dout)
    #db = dout.mean(axis=0)
    db = np.ones((1, dout.shape[0])).dot(dout)
    # print(dx.shape, dw.shape, db.shape)
    return dx, dw, db

# %% +after fc_backward
fc_backward(1)

# %% +after fc_backward_single
x = w = b = dout = None
plt.plot(fc_forward(x_test, w_test, b_test)[0]); plt.show()

# %% relu_forward
def relu_forward(X):
    return np.vectorize(lambda v: v if v > 0 else 0.0, otypes=[float])(X), X

# %% relu_backward
def relu_backward(dOut, cache):
    X = cache
    dX = dOut.copy()
    dX[X <= 0] = 0
    return dX

# %% +after training_results
1 / 0
