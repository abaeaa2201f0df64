"""The course's data: sets that come with libraries which the course needs anyway, and published ones, to be fetched.

Small images with labels, by `load_images`
    images        the door to all of them
    digits        scikit-learn's digits                               embedded
    crops         pieces of ten pictures, in colour                   embedded
    faces         faces and backgrounds                               embedded
    idx_images    MNIST and Fashion-MNIST                             fetched
    cifar10       CIFAR-10                                            fetched
    image_sets    what these return to it

Pictures with sentences, by `load_captions`
    captions      the door to all of them; pairs of digits            embedded
    caption_files Flickr8k, COCO's captioning files                   fetched
    squeezenet    features of photographs, by SqueezeNet 1.1          its weights: fetched
    kept_features keeps them in a file beside the photographs

Others
    iris          Fisher's Iris flowers                               embedded
    photographs   photographs and textures (embedded), paintings (fetched)
    hymenoptera   photographs of ants and bees                        fetched
    weights       of networks that others have trained                fetched

Fetching: `python -m coursekit.data fetch mnist`
    registry      what there is, where it is published, its checksums (`registry.toml`)
    command       the command: fetch, list, verify
    fetching      whole data sets, from their addresses or a mirror; finds and checks them on the disk
    downloads     one file: goes on where it broke off, and is checked before it is kept
    archives      unpacks what others packed, safely
    embedded      finds data files that come with a library

The labels of the test sets (`held_out_…_labels`) are for checks and are not public names of coursekit.
"""
