# Each operation's tangent written out, without the table; cases by if.
# %% forward_code
def forward_mode(graph, inputs, direction):
    v, d = {}, {}
    for name in inputs:
        v[name] = inputs[name]
        d[name] = direction[name]
    for node in graph:
        name, op = node[0], node[1]
        a = [v[k] if type(k) is str else float(k) for k in node[2]]
        da = [d[k] if type(k) is str else 0 for k in node[2]]
        if op == "add":
            v[name], d[name] = a[0] + a[1], da[0] + da[1]
        elif op == "sub":
            v[name], d[name] = a[0] - a[1], da[0] - da[1]
        elif op == "mul":
            v[name], d[name] = a[0] * a[1], da[0] * a[1] + a[0] * da[1]
        elif op == "div":
            v[name] = a[0] / a[1]
            d[name] = (da[0] * a[1] - a[0] * da[1]) / a[1] ** 2
        elif op == "neg":
            v[name], d[name] = -a[0], -da[0]
        elif op == "sin":
            v[name], d[name] = np.sin(a[0]), np.cos(a[0]) * da[0]
        elif op == "cos":
            v[name], d[name] = np.cos(a[0]), -np.sin(a[0]) * da[0]
        elif op == "exp":
            v[name] = np.exp(a[0])
            d[name] = v[name] * da[0]
        else:
            v[name], d[name] = np.log(a[0]), da[0] / a[0]
    return {name: [v[name], d[name]] for name in v}
