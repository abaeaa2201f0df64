# The difference D is written into Y, which must stay as it is.
# loses: forward_public, forward_values, forward_single
# %% forward_pass
def forward(X, Y, W1, W2, W3):
    V1 = W1 @ X
    V2 = np.maximum(V1, 0)
    V3 = W2 @ V2
    V4 = np.maximum(V3, 0)
    V5 = W3 @ V4
    Y -= V5
    D = Y.copy()
    z = (D * D).sum() / 2
    return dict(X=X, Y=Y, W1=W1, W2=W2, W3=W3, V1=V1, V2=V2, V3=V3, V4=V4, V5=V5, D=D, z=z)
