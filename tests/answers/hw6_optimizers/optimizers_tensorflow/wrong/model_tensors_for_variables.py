# w and b are tensors, which cannot be changed. They should be variables.
# loses: model_public, model_fresh
# %% model_linear
class Linear(tf.keras.Model):
    """A linear model of two features.

    w: a tf.Variable of shape (1, 2), at first [[5.0, 5.0]]; b: a tf.Variable of shape () or (1,), at first 10.0.
    """

    def __init__(self):
        super().__init__()
        self.w = tf.constant([[5.0, 5.0]])
        self.b = tf.constant(10.0)

    def call(self, X):
        """X: float32 (n, 2). Returns y_pred: float32 (n, 1)."""
        return tf.matmul(X, self.w, transpose_b=True) + self.b
