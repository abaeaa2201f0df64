"""The course's data: sets that come with a library the course needs anyway, and a published one once it is fetched.

    images        digits: scikit-learn's, or MNIST
    iris          Fisher's Iris flowers
    photographs   two photographs

Labels of the test sets (`held_out_…_labels`) are for checks, and are no public names of coursekit.
"""
