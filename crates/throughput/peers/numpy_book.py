#!/usr/bin/env python3
"""The workloads of `throughput`, computed with NumPy the way the book does it.

usage: numpy_book.py [--f32] WORKLOAD[,...] [SECONDS] | --serve

One class a layer with forward and backward, parameters and gradients in dictionaries, a new array for each
operation, weights in f64 (or f32 with --f32). MNIST_DIR names the folder with the four MNIST files.
"""
import sys

import numpy as np

from peer import answer, read_digits, time_slice

SINGLE = "--f32" in sys.argv
SERVE = "--serve" in sys.argv
ARGUMENTS = [a for a in sys.argv[1:] if not a.startswith("--")]
DTYPE = np.float32 if SINGLE else np.float64
rng = np.random.RandomState(1)


class Affine:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x, training=True):
        self.shape = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return np.dot(self.x, self.w) + self.b

    def backward(self, dout):
        self.dw = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.w.T).reshape(self.shape)


def im2col(x, height, width, stride=1, pad=0):
    """(n, c, h, w) -> (n * out_h * out_w, c * height * width), by way of one array of six axes."""
    n, c, h, w = x.shape
    out_h, out_w = (h + 2 * pad - height) // stride + 1, (w + 2 * pad - width) // stride + 1
    framed = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    col = np.zeros((n, c, height, width, out_h, out_w), DTYPE)
    for i in range(height):
        for j in range(width):
            col[:, :, i, j] = framed[:, :, i : i + stride * out_h : stride, j : j + stride * out_w : stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * out_h * out_w, -1), out_h, out_w


def col2im(col, shape, height, width, stride=1, pad=0):
    n, c, h, w = shape
    out_h, out_w = (h + 2 * pad - height) // stride + 1, (w + 2 * pad - width) // stride + 1
    col = col.reshape(n, out_h, out_w, c, height, width).transpose(0, 3, 4, 5, 1, 2)
    framed = np.zeros((n, c, h + 2 * pad + stride - 1, w + 2 * pad + stride - 1), DTYPE)
    for i in range(height):
        for j in range(width):
            framed[:, :, i : i + stride * out_h : stride, j : j + stride * out_w : stride] += col[:, :, i, j]
    return framed[:, :, pad : pad + h, pad : pad + w]


class Convolution:
    def __init__(self, w, b, pad=0):
        self.w, self.b, self.pad = w, b, pad

    def forward(self, x, training=True):
        filters, _, height, width = self.w.shape
        self.shape = x.shape
        self.col, out_h, out_w = im2col(x, height, width, 1, self.pad)
        out = np.dot(self.col, self.w.reshape(filters, -1).T) + self.b
        return out.reshape(x.shape[0], out_h, out_w, filters).transpose(0, 3, 1, 2)

    def backward(self, dout):
        filters, _, height, width = self.w.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, filters)
        self.db = np.sum(dout, axis=0)
        self.dw = np.dot(self.col.T, dout).T.reshape(self.w.shape)
        return col2im(np.dot(dout, self.w.reshape(filters, -1)), self.shape, height, width, 1, self.pad)


class Pooling:
    """The largest of each 2 x 2."""

    def forward(self, x, training=True):
        self.shape = x.shape
        n, c, _, _ = x.shape
        col, out_h, out_w = im2col(x, 2, 2, 2)
        col = col.reshape(-1, 4)
        self.largest = np.argmax(col, axis=1)
        return np.max(col, axis=1).reshape(n, out_h, out_w, c).transpose(0, 3, 1, 2)

    def backward(self, dout):
        dout = dout.transpose(0, 2, 3, 1)
        dmax = np.zeros((dout.size, 4), DTYPE)
        dmax[np.arange(dout.size), self.largest] = dout.flatten()
        rows = dout.shape[0] * dout.shape[1] * dout.shape[2]
        return col2im(dmax.reshape(rows, -1), self.shape, 2, 2, 2)


class Relu:
    def forward(self, x, training=True):
        self.blocked = x <= 0
        out = x.copy()
        out[self.blocked] = 0
        return out

    def backward(self, dout):
        dout[self.blocked] = 0
        return dout


class BatchNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta
        self.mean = np.zeros_like(beta)
        self.var = np.zeros_like(beta)

    def forward(self, x, training=True):
        mu = x.mean(axis=0)
        self.xc = x - mu
        var = np.mean(self.xc**2, axis=0)
        self.std = np.sqrt(var + 1e-6)
        self.xn = self.xc / self.std
        self.mean = 0.9 * self.mean + 0.1 * mu
        self.var = 0.9 * self.var + 0.1 * var
        return self.gamma * self.xn + self.beta

    def backward(self, dout):
        n = dout.shape[0]
        self.dbeta = dout.sum(axis=0)
        self.dgamma = np.sum(self.xn * dout, axis=0)
        dxn = self.gamma * dout
        dxc = dxn / self.std
        dstd = -np.sum((dxn * self.xc) / (self.std * self.std), axis=0)
        dvar = 0.5 * dstd / self.std
        dxc += (2.0 / n) * self.xc * dvar
        return dxc - np.sum(dxc, axis=0) / n


class Dropout:
    def __init__(self, ratio):
        self.ratio = ratio

    def forward(self, x, training=True):
        if not training:
            return x * (1.0 - self.ratio)
        self.mask = rng.rand(*x.shape) > self.ratio
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        x = x - np.max(x, axis=-1, keepdims=True)
        self.y = np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)
        return -np.sum(np.log(self.y[np.arange(t.size), t] + 1e-7)) / t.size

    def backward(self):
        dx = self.y.copy()
        dx[np.arange(self.t.size), self.t] -= 1
        return dx / self.t.size


class Net:
    def __init__(self, layers):
        self.layers = layers
        self.owners = []
        for layer in layers:
            names = ["gamma", "beta"] if isinstance(layer, BatchNorm) else ["w", "b"]
            self.owners += [(layer, name) for name in names if hasattr(layer, name)]
        self.last = SoftmaxWithLoss()
        self.params = {i: getattr(layer, name) for i, (layer, name) in enumerate(self.owners)}

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x, False)
        return x

    def gradient(self, x, t):
        for layer in self.layers:
            x = layer.forward(x)
        loss = self.last.forward(x, t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return loss, {i: getattr(layer, "d" + name) for i, (layer, name) in enumerate(self.owners)}


def normal(std, *shape):
    return (std * rng.randn(*shape)).astype(DTYPE)


def affine(fan_in, fan_out, std=None):
    return Affine(normal(std or np.sqrt(2.0 / fan_in), fan_in, fan_out), np.zeros(fan_out, DTYPE))


def convolution(channels, filters, size, std=None, pad=0):
    std = std or np.sqrt(2.0 / (channels * size * size))
    return Convolution(normal(std, filters, channels, size, size), np.zeros(filters, DTYPE), pad)


def multi_layer_net(sizes, std=None, batch_norm=False, dropout=None):
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:-1]):
        layers.append(affine(fan_in, fan_out, std))
        if batch_norm:
            layers.append(BatchNorm(np.ones(fan_out, DTYPE), np.zeros(fan_out, DTYPE)))
        layers.append(Relu())
        if dropout:
            layers.append(Dropout(dropout))
    return Net([*layers, affine(sizes[-2], sizes[-1], std)])


def simple_convnet():
    first = [convolution(1, 30, 5, 0.01), Relu(), Pooling()]
    return Net([*first, affine(30 * 12 * 12, 100, 0.01), Relu(), affine(100, 10, 0.01)])


def deep_convnet():
    layers = []
    for channels, filters, pad in [(1, 16, 1), (16, 32, 2), (32, 64, 1)]:
        layers += [convolution(channels, filters, 3, pad=1), Relu()]
        layers += [convolution(filters, filters, 3, pad=pad), Relu(), Pooling()]
    return Net([*layers, affine(64 * 4 * 4, 50), Relu(), Dropout(0.5), affine(50, 10), Dropout(0.5)])


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class Adam:
    def __init__(self, lr):
        self.lr, self.t, self.m = lr, 0, None

    def update(self, params, grads):
        if self.m is None:
            self.m = {k: np.zeros_like(v) for k, v in params.items()}
            self.v = {k: np.zeros_like(v) for k, v in params.items()}
        self.t += 1
        lr = self.lr * np.sqrt(1.0 - 0.999**self.t) / (1.0 - 0.9**self.t)
        for key in params:
            self.m[key] += 0.1 * (grads[key] - self.m[key])
            self.v[key] += 0.001 * (grads[key] ** 2 - self.v[key])
            params[key] -= (lr * self.m[key] / (np.sqrt(self.v[key]) + 1e-7)).astype(DTYPE)


def build(name):
    if name == "two_layer":
        return multi_layer_net([784, 50, 10], 0.01), SGD(0.1), 100
    if name == "mlp4_adam":
        return multi_layer_net([784, 100, 100, 100, 100, 10]), Adam(0.001), 128
    if name == "mlp5_bn_do":
        return multi_layer_net([784, 100, 100, 100, 100, 100, 10], None, True, 0.2), SGD(0.01), 100
    if name in ("simpleconv", "simpleconv_infer"):
        return simple_convnet(), Adam(0.001), 100
    if name in ("deepconv", "deepconv_infer"):
        return deep_convnet(), Adam(0.001), 100
    raise SystemExit(f"no workload is called {name}")


TRAIN, TEST = read_digits("train"), read_digits("t10k")
STARTED = {}


def run(name, seconds):
    if name not in STARTED:
        STARTED[name] = build(name)
    net, optimizer, size = STARTED[name]
    inference, images = name.endswith("_infer"), "conv" in name

    def shaped(x):
        return x.reshape(-1, 1, 28, 28) if images else x

    def step():
        mask = rng.choice(TRAIN[0].shape[0], size)
        loss, grads = net.gradient(shaped(TRAIN[0][mask]), TRAIN[1][mask])
        optimizer.update(net.params, grads)
        return loss

    def infer():
        right = 0
        for i in range(0, 10000, size):
            scores = net.predict(shaped(TEST[0][i : i + size]))
            right += np.sum(np.argmax(scores, axis=1) == TEST[1][i : i + size])
        return right / 10000

    system = "numpy-book" + ("-f32" if SINGLE else "")
    time_slice(system, name, infer if inference else step, 0 if inference else 2, seconds)


seconds = float(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 2.0
answer(run, {"numpy": np.__version__}, SERVE, ARGUMENTS[0] if ARGUMENTS else "", seconds)
