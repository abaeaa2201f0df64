"""Given code that answers build on: base classes of networks, training, and saving a run.

solver        trains a model with mini-batches; has CS231n's interface
networks      networks written as classes: activations, layers, losses, the training loop
optimizers    gradient descent with momentum for these networks, and schedules of its learning rate
initializers  the initial weights of a layer
runs          saves a training run
depth         the gradients in the layers of a deep network, which vanish or grow
graphs        computational graphs of numbers: operations, values, random ones
"""
