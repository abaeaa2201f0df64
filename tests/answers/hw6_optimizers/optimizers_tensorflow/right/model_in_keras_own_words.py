# add_weight, and the mean over axis 0, of shape (1,).
# %% model_linear
class Linear(tf.keras.Model):
    """A linear model of two features.

    w: a tf.Variable of shape (1, 2), at first [[5.0, 5.0]]; b: a tf.Variable of shape () or (1,), at first 10.0.
    """

    def __init__(self):
        super().__init__()
        self.w = self.add_weight(shape=(1, 2), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(shape=(1,), initializer=tf.keras.initializers.Constant(10.0))

    def call(self, X):
        """X: float32 (n, 2). Returns y_pred: float32 (n, 1)."""
        return tf.add(tf.tensordot(X, self.w, [[1], [1]]), self.b)

# %% model_loss
def loss(y_true, y_pred):
    """The mean squared error of float32 tensors (n, 1): one number, a tensor."""
    return tf.reduce_mean(tf.square(y_true - y_pred), axis=0)
