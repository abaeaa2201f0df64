# Two products with matrices of weights; the rows are scaled at the borders, which repeats nothing and keeps colours.
# %% blur_answer
def blur(images, sigma):
    def matrix(n):
        places = torch.arange(n, dtype=images.dtype)
        weights = torch.exp(-((places[:, None] - places) ** 2) / (2 * sigma**2))
        return weights / weights.sum(dim=1, keepdim=True)

    return matrix(images.shape[2]) @ images @ matrix(images.shape[3]).T
