"""Everything that the notebooks of Deep Learning by Hand import, under these names.

    from coursekit import check, gradient_check, load_images, pictures, reference, remote, rng

Checks (coursekit.checking)
    check                 compare an answer with the right one: `check.close`, `check.array`, `check.equal`, …
    gradient_check        compare a backward pass with its forward pass by differences; shows a picture of the errors
    loss_gradient_check   the same for the gradients of a loss of named arrays, such as a model's parameters
    numerical_gradients   central differences of such a loss, for every entry
    growth                find a Python loop over the examples: `growth.check_no_loop`
    reference             the reference solution: `reference.fc_forward`; in a plain notebook its own answers
    remote                an object in the student's process: `remote("lambda x: x ** 2")`
    drawn_images          what a function has drawn: titles and images
    submitted_file        the content of a file that is handed in beside the notebook
    predictions           predictions in such a file: `predictions.read`, `predictions.check_accuracy`
    rng                   a random generator, with a secret seed when a notebook is graded
    set_parameters        give a model copies of given parameters
    fewer_examples        a part of a data set, for checks that train
    accuracy_of           the accuracy that a model's parameters really reach
    counted               numbers that count the operations on them

Pictures (coursekit.pictures)
    pictures              all pictures: `pictures.training_curves`, `pictures.images`, …; see help(coursekit.pictures)

Data (coursekit.data)
    load_images           small images with their labels, split for training, validation and testing
    describe_images       a line or two that say which images these are
    with_channels         the same images in the shape for convolutions, (N, channels, height, width)
    load_iris             Fisher's Iris flowers in the same split
    describe_iris         two lines that say which flowers these are
    load_captions         pictures with sentences that describe them, split for training, validation and testing
    describe_captions     two lines that say which pictures these are
    decode_captions       rows of integers as sentences
    sample_minibatch      some randomly drawn sentences with their pictures and features
    photograph            a colour photograph
    texture               a grey photograph of a surface
    painting              a painting, after it is fetched
    picture_file          the path of one of these
    read_picture          the picture in any file, reduced to a given size
    brushwork             a picture of brush strokes, painted by a program
    load_hymenoptera      photographs of ants and bees, after they are fetched
    load_weights          the weights of a trained network, after they are fetched

Trained networks (coursekit.pretrained)
    pretrained            trained networks: `pretrained.small_vgg_torch`, …; see help(coursekit.pretrained)

Training (coursekit.training)
    Solver                train a model with mini-batches; keeps the parameters with the best validation accuracy
    CaptioningSolver      the same for a model that writes captions
    same_sentences        which of its sentences are right as a whole
    bleu                  BLEU-1 to BLEU-4 of sentences
    graphs                computational graphs of numbers: `graphs.OPERATIONS`, `graphs.evaluate`, …
    Activation, Linear, TanH
                          base class of activations, and two given ones
    Layer, Loss, Network  base classes of layers, losses and networks
    initialize_weights    the initial weights of a layer, by the method's name
    optimizers            optimizers for a Network: `optimizers.SGD`, and schedules of its learning rate
    dream                 pictures that a network answers to, by a climb in a spectrum with uncorrelated colours
    save_run              write a trained Network, its settings and the picture of its losses into a new folder

Numbers in words (coursekit.rounded)
    digits, fixed, share, power
                          write a number with the digits that every processor agrees on
"""

import os

from coursekit.lazy import attach

# TensorFlow reads these when it is imported, which the first cell of a notebook does after importing this package. Sums
# then have the same order on newer processors as on older ones, and no notes about the processor appear in red under
# the cell. Whoever has set them keeps them.
for _name, _value in {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}.items():
    os.environ.setdefault(_name, _value)

__getattr__, __dir__, __all__ = attach(
    __name__,
    {
        "": ["pictures", "pretrained"],
        "checking": ["check", "growth", "predictions"],
        "checking.counting": ["counted"],
        "checking.exam": ["reference", "remote", "rng"],
        "checking.figures": ["drawn_images"],
        "checking.gradients": ["gradient_check", "loss_gradient_check", "numerical_gradients"],
        "checking.submitted": ["submitted_file"],
        "checking.models": ["accuracy_of", "fewer_examples", "set_parameters"],
        "data.brushwork": ["brushwork"],
        "data.captions": ["decode_captions", "describe_captions", "load_captions", "sample_minibatch"],
        "data.hymenoptera": ["load_hymenoptera"],
        "data.images": ["describe_images", "load_images", "with_channels"],
        "data.iris": ["describe_iris", "load_iris"],
        "data.photographs": ["painting", "photograph", "picture_file", "read_picture", "texture"],
        "data.weights": ["load_weights"],
        "rounded": ["digits", "fixed", "power", "share"],
        "training": ["graphs", "optimizers"],
        "training.bleu": ["bleu"],
        "training.captioning": ["CaptioningSolver", "same_sentences"],
        "training.dreams": ["dream"],
        "training.initializers": ["initialize_weights"],
        "training.networks": ["Activation", "Layer", "Linear", "Loss", "Network", "TanH"],
        "training.runs": ["save_run"],
        "training.solver": ["Solver"],
    },
)
