"""How alike two layers are: centred kernel alignment (CKA) of their features on the same pictures.

n pictures · p features of each, all places of a stage flattened
"""

from jaxtyping import Float
from torch import Tensor


def centred_gram(features: Float[Tensor, "n p"]) -> Float[Tensor, "n n"]:
    """The products of every two pictures' features without the diagonal, U-centred (Székely and Rizzo, arXiv 1310.2926): of two
    such matrices, sum(K·L)/(n(n − 3)) is the unbiased HSIC of Song et al. ValueError for fewer than four pictures."""
    n = len(features)
    if n < 4:
        raise ValueError("CKA without bias needs at least four pictures.")
    gram = features.double() @ features.double().T
    gram.fill_diagonal_(0)
    sums = gram.sum(dim=1)
    gram -= (sums[:, None] + sums[None]) / (n - 2) - sums.sum() / ((n - 1) * (n - 2))
    return gram.fill_diagonal_(0)


def alignment(grams: Float[Tensor, "k n n"]) -> Float[Tensor, "k k"]:
    """Of every two of k U-centred matrices the debiased linear CKA (Kornblith et al., arXiv 1905.00414): 1 where the features
    are the same but for a rotation and one scale, about 0 where they have nothing in common. NaN where one does not vary."""
    flat = grams.flatten(1)
    products = flat @ flat.T
    sizes = products.diagonal().clamp(min=0).sqrt()
    return products / (sizes[:, None] * sizes[None])
