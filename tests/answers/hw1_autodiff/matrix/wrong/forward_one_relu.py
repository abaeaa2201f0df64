# The second ReLU is missing: V4 equals V3.
# loses: forward_public, forward_values, forward_single
# %% forward_pass
def forward(X, Y, W1, W2, W3):
    V1 = W1 @ X
    V2 = np.maximum(V1, 0)
    V3 = W2 @ V2
    V4 = V3
    V5 = W3 @ V4
    D = Y - V5
    z = (D * D).sum() / 2
    return dict(X=X, Y=Y, W1=W1, W2=W2, W3=W3, V1=V1, V2=V2, V3=V3, V4=V4, V5=V5, D=D, z=z)
