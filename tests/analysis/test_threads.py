"""Analyses beside each other, and beside a thread that trains."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn

from archreport import analyze
from tests.analysis.any_nets import ClassToken, SpeechWithConstant, Squeeze


def test_reports_of_several_threads_are_those_of_one():
    cases = [
        (nn.Sequential(nn.Conv2d(3, 16, 3), Squeeze(16), nn.ReLU()), (1, 3, 9, 9)),
        (ClassToken(), (2, 9, 8)),
        (SpeechWithConstant(), (1, 5, 10)),
        (nn.TransformerEncoderLayer(16, 4, 32), (7, 2, 16)),
    ]
    alone = [analyze(*case).content_hash for case in cases]
    stop = threading.Event()
    steps, stdout = [], sys.stdout

    def train():
        net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(144, 2))
        optimiser = torch.optim.SGD(net.parameters(), 0.01)
        while not stop.is_set():
            optimiser.zero_grad()
            net(torch.rand(2, 3, 8, 8)).sum().backward()
            optimiser.step()
            steps.append(net[0].weight.grad is not None)

    training = threading.Thread(target=train)
    training.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda case: analyze(*case).content_hash, cases * 2))
    finally:
        stop.set()
        training.join()
    assert together == alone * 2
    assert steps
    assert all(steps)
    assert sys.stdout is stdout
