# The two features are exchanged: right only if both weights are equal.
# loses: model_public, model_fresh
# %% model_linear
class Linear(tf.keras.Model):
    """A linear model of two features.

    w: a tf.Variable of shape (1, 2), at first [[5.0, 5.0]]; b: a tf.Variable of shape () or (1,), at first 10.0.
    """

    def __init__(self):
        super().__init__()
        self.w = tf.Variable([[5.0, 5.0]])
        self.b = tf.Variable(10.0)

    def call(self, X):
        """X: float32 (n, 2). Returns y_pred: float32 (n, 1)."""
        return X[:, ::-1] @ tf.transpose(self.w) + self.b
