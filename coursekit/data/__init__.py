"""The course's data: sets that come with scikit-learn, which the course needs anyway, and MNIST after it is fetched.

    images        digits: scikit-learn's, or MNIST
    iris          Fisher's Iris flowers
    photographs   two photographs

The labels of the test sets (`held_out_…_labels`) are for checks and are not public names of coursekit.
"""
