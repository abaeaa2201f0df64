"""BLEU, the usual measure for captions of photographs: how many runs of words a person's sentences have, too."""

import warnings
from collections.abc import Sequence


def bleu(sentences: Sequence[str], truths: Sequence[Sequence[str]]) -> dict[int, float]:
    """BLEU-1 to BLEU-4 of written sentences, from 0 to 1, by nltk (K. Papineni et al., 2002; one figure for all).

    sentences: one for each picture; truths: for each picture the sentences that people wrote. A written <UNK> counts as
    a word that nobody wrote, also where a rare word of theirs has been replaced by it.
    Returns {1: …, 2: …, 3: …, 4: …}. Raises ImportError, which says what to install, where nltk is missing.
    """
    try:
        from nltk.translate.bleu_score import corpus_bleu
    except ImportError:
        raise ImportError("BLEU is computed by the package nltk: `pip install nltk`.") from None
    written = [["" if word == "<UNK>" else word for word in sentence.split()] for sentence in sentences]
    people = [[truth.split() for truth in several] for several in truths]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # which explains at length why there can be a 0
        return {n: float(corpus_bleu(people, written, weights=(1 / n,) * n)) for n in (1, 2, 3, 4)}
