# Each score is thought to move its own probability only: s (1 - s), the rule of the sigmoid.
# loses: softmax_backward_public, softmax_backward_values, softmax_backward_single, softmax_backward_alone
# %% softmax_class
class SoftMax(Activation):
    def forward(self, Z):
        scores = Z - np.max(Z, axis=1).reshape(-1, 1)
        return np.exp(scores - np.log(np.exp(scores).sum(axis=1)).reshape(-1, 1))

    def backward(self, Z, dY):
        P = self.forward(Z)
        dZ = np.zeros(Z.shape)
        for k in range(Z.shape[1]):
            slope = P[:, k] - P[:, k] ** 2
            dZ[:, k] = slope * dY[:, k]
        return dZ
