#!/usr/bin/env python3
"""The workloads of `throughput`, computed with NumPy the way the book does it.

usage: numpy_book.py [--f32] WORKLOAD[,...] [SECONDS] | --serve

One class a layer with forward and backward, parameters and gradients in dictionaries, a new array for each
operation, weights in f64 (or f32 with --f32). MNIST_DIR names the folder with the four MNIST files.
"""
import gzip
import json
import os
import sys
import time

import numpy as np

SINGLE = "--f32" in sys.argv
SERVE = "--serve" in sys.argv
ARGUMENTS = [a for a in sys.argv[1:] if not a.startswith("--")]
DTYPE = np.float32 if SINGLE else np.float64
rng = np.random.RandomState(1)


def load():
    def read(name, offset):
        path = os.path.join(os.environ["MNIST_DIR"], name)
        raw = open(path, "rb").read() if os.path.exists(path) else gzip.open(path + ".gz").read()
        return np.frombuffer(raw, np.uint8, offset=offset)

    x = read("train-images-idx3-ubyte", 16).reshape(-1, 784).astype(np.float32) / 255.0
    return x, read("train-labels-idx1-ubyte", 8)


class Affine:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x.reshape(x.shape[0], -1)
        return np.dot(self.x, self.w) + self.b

    def backward(self, dout):
        self.dw = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.w.T)


class Relu:
    def forward(self, x):
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

    def forward(self, x):
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

    def forward(self, x):
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
    def __init__(self, sizes, std, batch_norm=False, dropout=None):
        self.layers, self.owners = [], []
        last = len(sizes) - 2
        for i, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
            scale = std if std else np.sqrt(2.0 / fan_in)
            affine = Affine((scale * rng.randn(fan_in, fan_out)).astype(DTYPE), np.zeros(fan_out, DTYPE))
            self.layers.append(affine)
            self.owners += [(affine, "w"), (affine, "b")]
            if i == last:
                break
            if batch_norm:
                norm = BatchNorm(np.ones(fan_out, DTYPE), np.zeros(fan_out, DTYPE))
                self.layers.append(norm)
                self.owners += [(norm, "gamma"), (norm, "beta")]
            self.layers.append(Relu())
            if dropout:
                self.layers.append(Dropout(dropout))
        self.last = SoftmaxWithLoss()
        self.params = {i: getattr(layer, name) for i, (layer, name) in enumerate(self.owners)}

    def gradient(self, x, t):
        for layer in self.layers:
            x = layer.forward(x)
        loss = self.last.forward(x, t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        return loss, {i: getattr(layer, "d" + name) for i, (layer, name) in enumerate(self.owners)}


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
        return Net([784, 50, 10], 0.01), SGD(0.1), 100
    if name == "mlp4_adam":
        return Net([784, 100, 100, 100, 100, 10], None), Adam(0.001), 128
    if name == "mlp5_bn_do":
        return Net([784, 100, 100, 100, 100, 100, 10], None, True, 0.2), SGD(0.01), 100
    raise SystemExit(f"no workload is called {name}")


X, T = load()
STARTED = {}


def run(name, seconds):
    if name not in STARTED:
        STARTED[name] = build(name)
    net, optimizer, size = STARTED[name]

    def step():
        mask = rng.choice(X.shape[0], size)
        loss, grads = net.gradient(X[mask], T[mask])
        optimizer.update(net.params, grads)
        return float(loss)

    for _ in range(5):
        step()
    n, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        loss = step()
        n += 1
    elapsed = time.perf_counter() - start
    print(json.dumps({"system": "numpy-book" + ("-f32" if SINGLE else ""), "workload": name, "unit": "iterations/s",
                      "per_s": n / elapsed, "n": n, "seconds": elapsed, "last_loss_or_acc": loss}), flush=True)


if SERVE:
    print(json.dumps({"ready": True, "numpy": np.__version__}), flush=True)
    for line in sys.stdin:
        workload, seconds = line.split()
        run(workload, float(seconds))
else:
    for workload in ARGUMENTS[0].split(","):
        run(workload, float(ARGUMENTS[1]) if len(ARGUMENTS) > 1 else 2.0)
