# In training, the features go through a tanh on their way to h0. The text asks for none there.
# loses: model_gradient_public, model_loss, model_grads_words, model_grads_rnn, model_grads_image
# %% model_network
class CaptioningRNN:
    def __init__(self, word_to_idx, input_dim=512, wordvec_dim=128, hidden_dim=128, cell_type="rnn", dtype=np.float32):
        self.cell_type, self.dtype, self.word_to_idx = cell_type, dtype, word_to_idx
        self._null, self._start, self._end = (word_to_idx[word] for word in ("<NULL>", "<START>", "<END>"))
        V = len(word_to_idx)
        self.params = {}
        self.params["W_embed"] = np.random.randn(V, wordvec_dim) / 100
        self.params["W_proj"] = np.random.randn(input_dim, hidden_dim) / np.sqrt(input_dim)
        self.params["b_proj"] = np.zeros(hidden_dim)
        self.params["Wx"] = np.random.randn(wordvec_dim, hidden_dim) / np.sqrt(wordvec_dim)
        self.params["Wh"] = np.random.randn(hidden_dim, hidden_dim) / np.sqrt(hidden_dim)
        self.params["b"] = np.zeros(hidden_dim)
        self.params["W_vocab"] = np.random.randn(hidden_dim, V) / np.sqrt(hidden_dim)
        self.params["b_vocab"] = np.zeros(V)
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, features, captions):
        captions_in = captions[:, :-1]
        captions_out = captions[:, 1:]
        mask = captions_out != self._null
        W_proj, b_proj, W_embed = self.params["W_proj"], self.params["b_proj"], self.params["W_embed"]
        Wx, Wh, b = self.params["Wx"], self.params["Wh"], self.params["b"]
        W_vocab, b_vocab = self.params["W_vocab"], self.params["b_vocab"]
        h0 = np.tanh(features.dot(W_proj) + b_proj)
        x, embed_cache = word_embedding_forward(captions_in, W_embed)
        h, rnn_cache = rnn_forward(np.transpose(x, (1, 0, 2)), h0, Wx, Wh, b)
        h = np.transpose(h, (1, 0, 2))
        scores, fc_cache = temporal_fc_forward(h, W_vocab, b_vocab)
        loss, dscores = temporal_softmax_loss(scores, captions_out, mask)
        grads = {}
        dh, grads["W_vocab"], grads["b_vocab"] = temporal_fc_backward(dscores, fc_cache)
        dx, dh0, grads["Wx"], grads["Wh"], grads["b"] = rnn_backward(np.transpose(dh, (1, 0, 2)), rnn_cache)
        dx = np.transpose(dx, (1, 0, 2))
        grads["W_embed"] = word_embedding_backward(dx, embed_cache)
        dh0 = dh0 * (1 - h0 ** 2)
        grads["W_proj"] = features.T.dot(dh0)
        grads["b_proj"] = dh0.sum(axis=0)
        return loss, grads

    def sample(self, features, max_length=30):
        N = features.shape[0]
        captions = np.zeros((N, max_length), dtype=np.int64)
        h = features.dot(self.params["W_proj"]) + self.params["b_proj"]
        word = np.array([self._start] * N)
        for t in range(max_length):
            x = self.params["W_embed"][word]
            h, _ = rnn_step_forward(x, h, self.params["Wx"], self.params["Wh"], self.params["b"])
            scores = h.dot(self.params["W_vocab"]) + self.params["b_vocab"]
            word = np.argmax(scores, axis=1)
            captions[:, t] = word
        return captions
