#!/usr/bin/env python3
"""The workloads of `throughput` in PyTorch, on the processor, in f32.

usage: pytorch.py [--threads N] [--channels-last] WORKLOAD[,...] [SECONDS] | --serve

MNIST_DIR names the folder with the four MNIST files.
"""
import argparse

import numpy as np
import torch
from torch import nn

from peer import answer, read_digits, time_slice

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--channels-last", action="store_true")
parser.add_argument("--serve", action="store_true")
parser.add_argument("workloads", nargs="?", default="")
parser.add_argument("seconds", nargs="?", type=float, default=2.0)
ARGUMENTS = parser.parse_args()
torch.set_num_threads(ARGUMENTS.threads)
torch.manual_seed(1)


def pair(name):
    x, t = read_digits(name)
    return torch.from_numpy(x), torch.from_numpy(t.astype(np.int64))


TRAIN, TEST = pair("train"), pair("t10k")


def with_initial_weights(layers, std=None):
    net = nn.Sequential(*layers)
    for layer in net.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            if std is None:
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            else:
                nn.init.normal_(layer.weight, std=std)
            nn.init.zeros_(layer.bias)
    return net


def multi_layer_net(sizes, std=None, batch_norm=False, dropout=None):
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:-1]):
        layers.append(nn.Linear(fan_in, fan_out))
        layers += [nn.BatchNorm1d(fan_out)] if batch_norm else []
        layers.append(nn.ReLU())
        layers += [nn.Dropout(dropout)] if dropout else []
    return with_initial_weights([*layers, nn.Linear(sizes[-2], sizes[-1])], std)


def simple_convnet():
    images = [nn.Conv2d(1, 30, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
    return with_initial_weights([*images, nn.Linear(30 * 12 * 12, 100), nn.ReLU(), nn.Linear(100, 10)], 0.01)


def deep_convnet():
    layers = []
    for channels, filters, pad in [(1, 16, 1), (16, 32, 2), (32, 64, 1)]:
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
        layers += [nn.Conv2d(filters, filters, 3, padding=pad), nn.ReLU(), nn.MaxPool2d(2)]
    behind = [nn.Linear(64 * 4 * 4, 50), nn.ReLU(), nn.Dropout(0.5), nn.Linear(50, 10), nn.Dropout(0.5)]
    return with_initial_weights([*layers, nn.Flatten(), *behind])


def build(name):
    if name == "two_layer":
        net = multi_layer_net([784, 50, 10], 0.01)
        return net, torch.optim.SGD(net.parameters(), lr=0.1), 100
    if name == "mlp4_adam":
        net = multi_layer_net([784, 100, 100, 100, 100, 10])
        return net, torch.optim.Adam(net.parameters(), lr=0.001), 128
    if name == "mlp5_bn_do":
        net = multi_layer_net([784, 100, 100, 100, 100, 100, 10], None, True, 0.2)
        return net, torch.optim.SGD(net.parameters(), lr=0.01), 100
    nets = {"simpleconv": simple_convnet, "deepconv": deep_convnet}
    plan = nets.get(name.removesuffix("_infer"))
    if plan is None:
        raise SystemExit(f"no workload is called {name}")
    net = plan()
    if ARGUMENTS.channels_last:
        net = net.to(memory_format=torch.channels_last)
    return net, torch.optim.Adam(net.parameters(), lr=0.001), 100


STARTED = {}


def run(name, seconds):
    if name not in STARTED:
        STARTED[name] = build(name)
    net, optimizer, size = STARTED[name]
    inference = name.endswith("_infer")
    net.train(not inference)
    x, t = TEST if inference else TRAIN
    if "conv" in name:
        x = x.reshape(-1, 1, 28, 28)
        if ARGUMENTS.channels_last:
            x = x.to(memory_format=torch.channels_last)

    def step():
        mask = torch.randint(len(x), (size,))
        loss = nn.functional.cross_entropy(net(x[mask]), t[mask])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.detach()

    @torch.no_grad()
    def infer():
        right = sum((net(x[i : i + size]).argmax(1) == t[i : i + size]).sum() for i in range(0, len(x), size))
        return right / len(x)

    layout = "-channels-last" if ARGUMENTS.channels_last else ""
    system = f"pytorch-{ARGUMENTS.threads}t{layout}"
    time_slice(system, name, infer if inference else step, 1 if inference else 5, seconds)


ready = {"torch": torch.__version__}
answer(run, ready, ARGUMENTS.serve, ARGUMENTS.workloads, ARGUMENTS.seconds)
