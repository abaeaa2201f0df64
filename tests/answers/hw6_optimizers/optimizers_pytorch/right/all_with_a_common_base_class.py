# A base class in a cell of one's own; the three share zero_grad and the loop.
# %% +after setup_steps
class Base:
    def __init__(self, params, **settings):
        self.params = list(params)
        self.t = 0
        self.state = [dict() for _ in self.params]
        for name, value in settings.items():
            setattr(self, name, value)

    def step(self):
        self.t += 1
        for p, state in zip(self.params, self.state):
            if p.grad is not None:
                p.data.sub_(self.lr * self.move(p.grad.data, state))

    def zero_grad(self):
        for p in self.params:
            p.grad = None

# %% adagrad_class
class Adagrad(Base):
    def __init__(self, params, lr=1e-2, eps=1e-10):
        super().__init__(params, lr=lr, eps=eps)

    def move(self, g, state):
        state["r"] = state.get("r", 0) + g**2
        return g / (state["r"].sqrt() + self.eps)

# %% rmsprop_class
class RMSprop(Base):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        super().__init__(params, lr=lr, alpha=alpha, eps=eps)

    def move(self, g, state):
        state["s"] = self.alpha * state.get("s", 0) + (1 - self.alpha) * g**2
        return g / (state["s"].sqrt() + self.eps)

# %% adam_class
class Adam(Base):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr=lr, betas=betas, eps=eps)

    def move(self, g, state):
        b1, b2 = self.betas
        state["m"] = b1 * state.get("m", 0) + (1 - b1) * g
        state["v"] = b2 * state.get("v", 0) + (1 - b2) * g**2
        return state["m"] / (1 - b1**self.t) / ((state["v"] / (1 - b2**self.t)).sqrt() + self.eps)
