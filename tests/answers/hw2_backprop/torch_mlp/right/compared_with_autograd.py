# Autograd in a cell of one's own, which no answer uses.
# %% +after mlp_class
mine = MLP(3, 4, "relu", 4, 2, "sigmoid")
x, G = torch.randn(5, 3), torch.randn(5, 2)
leaves = {name: value.clone().requires_grad_() for name, value in mine.parameters.items()}
torch.sigmoid(torch.relu(x @ leaves["W1"].T + leaves["b1"]) @ leaves["W2"].T + leaves["b2"]).backward(G)
for name, gradient in gradients_of(mine, x, G).items():
    assert torch.allclose(gradient, leaves[name].grad, atol=1e-5)
