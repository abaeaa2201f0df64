# The Jacobian is 1 wherever both units are active, as if each output depended on all inputs. On which inputs does Y_l
# depend?
# loses: relu_jacobian_public, relu_jacobian_fresh
# %% relu_jacobian
def relu_jacobian(x):
    active = (x > 0).astype(float)
    return np.outer(active, active)
