"""What answers are built on: the given half of a network, what trains it, what is kept of a run.

solver        trains a model with mini-batches: the interface that CS231n made familiar
networks      networks written as classes: activations, layers, losses, the training loop
optimizers    gradient descent with momentum for these networks, and schedules of its learning rate
initializers  how the weights of a layer start
runs          saves a training run
depth         how gradients fade or grow on their way through a deep network
graphs        computational graphs of numbers: operations, values, random ones
"""
