"""The pictures of the notebooks. Every function returns a `Picture` or, if it moves, an
`Animation`: the last expression of a cell shows it.

    from coursekit import pictures
    pictures.training_curves(solver)

A figure shows what the student's own code computed, and its alternative text says what the figure shows. Colour-blind
readers can tell the colours apart (Okabe and Ito's palette, `cividis`), and no meaning depends on colour alone.

Functions and their derivatives (pictures.functions)
    plane_map              how a layer maps the plane: a square grid, before and after
    activation             an elementwise function and its derivative
    slopes                 several of them, one per panel
    jacobian               a Jacobian as a heat map
    softmax_curves         softmax as one score changes
    softargmax_bars        softmax(beta times the scores) for several beta, beside argmax
    loss_of_probability    a loss against the probability of the right class, and its slope
    update_losses          losses of one example against z = b + w·x
    shift_curve            a loss when all scores are raised by the same number
    step_curve             the error of numerical differentiation against its step size

Networks (pictures.networks)
    layer_chain            a chain of layers, with the shapes between them
    operation_counts       counted operations against the size of a problem
    gradient_sizes         the size of the weights' gradient in each layer
    vanishing_gradients    the gradient's size through 20 layers, for three activations

Graphs (pictures.graphs)
    computational_graph    a graph with the values and adjoints of a trace
    graph_steps            the same, filled in step by step

Gradient checks (pictures.gradients)
    gradient_errors        where a backward pass is wrong

Images (pictures.image_grids, pictures.maps)
    images                 a grid of small images with captions
    draw_image             one image in a figure of your own
    examples               the first images of a data set
    mistakes               the images that a classifier gets wrong with the greatest confidence
    first_layer            the weights of the first layer as images
    number_maps            small maps, with a number in each entry
    image_maps             large maps and colour images side by side

Training (pictures.training)
    training_curves        loss and accuracies of a Solver
    epoch_curves           loss and accuracy after each epoch, in training and in validation
    loss_curves            training and validation loss of a Network
    objective_curves       the training objective by epoch, for several optimizers
    rate_sweep             the objective after training against the learning rate
    regression_fit         a curve fitted to points, before and after training
    loss_surface           the loss around trained parameters
    accuracy_by_size       validation accuracy against one size
    accuracy_by_two_sizes  validation accuracy against two
    accuracy_of_designs    validation accuracies of several designs
    settings_grid          validation losses of the settings that were tried

Optimizers on their way (pictures.paths)
    paths_over_contours    paths over the contours of a loss of two numbers
    animated_paths         the same, walked step by step
    step_sizes             how far each step goes in each coordinate

Captions (pictures.captions)
    captioned              pictures, each with a sentence below it
    unrolled_rnn           a captioning network in time
    gradients_through_time
                           what is left of gradients on their way back through time
    accuracies_by_epoch    validation accuracy of several kinds of training

Classes (pictures.classification)
    flowers                the Iris flowers by their sepals and petals
    decision_regions       the species that a network predicts at each point

Predictions (pictures.predictions)
    confusion              a confusion matrix
    image_map              images arranged by a classifier's scores
    feature_clouds         images of two classes as several networks see them

Your own pictures (pictures.picture)
    Picture                a finished figure with its alternative text: `Picture(figure, alt)`
"""

from coursekit.lazy import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    {
        "captions": ["accuracies_by_epoch", "captioned", "gradients_through_time", "unrolled_rnn"],
        "classification": ["decision_regions", "flowers"],
        "functions": [
            "activation", "jacobian", "loss_of_probability", "plane_map", "shift_curve", "slopes", "softargmax_bars",
            "softmax_curves", "step_curve", "update_losses",
        ],
        "gradients": ["gradient_errors"],
        "graphs": ["computational_graph", "graph_steps"],
        "image_grids": ["draw_image", "examples", "first_layer", "images", "mistakes"],
        "maps": ["image_maps", "number_maps"],
        "networks": ["gradient_sizes", "layer_chain", "operation_counts", "vanishing_gradients"],
        "paths": ["animated_paths", "paths_over_contours", "step_sizes"],
        "picture": ["Picture"],
        "predictions": ["confusion", "feature_clouds", "image_map"],
        "training": [
            "accuracy_by_size", "accuracy_by_two_sizes", "accuracy_of_designs", "epoch_curves", "loss_curves",
            "loss_surface", "objective_curves", "rate_sweep", "regression_fit", "settings_grid", "training_curves",
        ],
    },
)  # fmt: skip
