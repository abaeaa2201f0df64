"""The reference of homework 4 against torch's recurrent network, embedding, linear layer and cross-entropy."""

import numpy as np
import pytest

from helpers.reference import reference_of

torch = pytest.importorskip("torch")
WORDS = {word: place for place, word in enumerate(["<NULL>", "<START>", "<END>", "<UNK>", "red", "fox", "hen"])}


def torch_losses(p: dict, features, captions) -> "torch.Tensor":
    """The captioning loss, composed of torch's own parts: summed over time, averaged over the batch."""
    words_in, words_out = captions[:, :-1], captions[:, 1:]
    vectors = torch.nn.functional.embedding(words_in, p["W_embed"])
    rnn = torch.nn.RNN(vectors.shape[2], p["Wh"].shape[0], batch_first=True).double()
    weights = {"weight_ih_l0": p["Wx"].T, "weight_hh_l0": p["Wh"].T, "bias_ih_l0": p["b"], "bias_hh_l0": 0 * p["b"]}
    h0 = features @ p["W_proj"] + p["b_proj"]
    h, _ = torch.func.functional_call(rnn, weights, (vectors, h0[None]))
    scores = h @ p["W_vocab"] + p["b_vocab"]
    flat = torch.nn.functional.cross_entropy(scores.flatten(0, 1), words_out.flatten(), ignore_index=0, reduction="sum")
    return flat / len(features)


@pytest.mark.parametrize("lengths", [(3, 1, 4), (2,)])
def test_the_loss_and_all_gradients_are_torchs(lengths):
    ours, numbers = reference_of("hw4_captioning", "rnn_captioning"), np.random.default_rng(0)
    model = ours.CaptioningRNN(WORDS, input_dim=5, wordvec_dim=3, hidden_dim=4, dtype=np.float64)
    features = numbers.normal(size=(len(lengths), 5))
    captions = np.array([[1, *numbers.integers(3, 7, n), 2] + [0] * (5 - n) for n in lengths])
    loss, grads = model.loss(features, captions)
    p = {name: torch.tensor(value, requires_grad=True) for name, value in model.params.items()}
    right = torch_losses(p, torch.tensor(features), torch.tensor(captions))
    right.backward()
    assert loss == pytest.approx(right.item(), abs=1e-12)
    assert grads.keys() == p.keys()
    for name, value in p.items():
        np.testing.assert_allclose(grads[name], value.grad.numpy(), atol=1e-12, err_msg=name)


def test_sampling_is_one_step_of_torchs_after_the_other():
    ours, numbers = reference_of("hw4_captioning", "rnn_captioning"), np.random.default_rng(1)
    model = ours.CaptioningRNN(WORDS, input_dim=5, wordvec_dim=3, hidden_dim=4, dtype=np.float64)
    model.params = {name: numbers.normal(size=value.shape) for name, value in model.params.items()}
    features, p = numbers.normal(size=(6, 5)), {name: torch.tensor(value) for name, value in model.params.items()}
    cell = torch.nn.RNNCell(3, 4).double()
    weights = {"weight_ih": p["Wx"].T, "weight_hh": p["Wh"].T, "bias_ih": p["b"], "bias_hh": 0 * p["b"]}
    state, words, expected = torch.tensor(features) @ p["W_proj"] + p["b_proj"], torch.ones(6, dtype=torch.int64), []
    for _ in range(9):
        state = torch.func.functional_call(cell, weights, (p["W_embed"][words], state))
        words = (state @ p["W_vocab"] + p["b_vocab"]).argmax(dim=1)
        expected.append(words.numpy())
    np.testing.assert_array_equal(model.sample(features, max_length=9), np.array(expected).T)


def test_the_batch_may_come_first_in_the_recurrent_network():
    ours = reference_of("hw4_captioning", "rnn_captioning")

    def batch_first(x, *rest):
        h, cache = ours.rnn_forward(x.swapaxes(0, 1), *rest)
        return h.swapaxes(0, 1), cache

    x = np.arange(24.0).reshape(2, 3, 4)
    assert ours.order_of(ours.rnn_forward)(x).shape == (2, 3, 4)
    assert ours.order_of(batch_first)(x).shape == (3, 2, 4)
    assert ours.order_of(lambda *_: None)(x).shape == (2, 3, 4)  # neither: as the text says
