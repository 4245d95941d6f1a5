"""The training step as a notebook writes it: explicit (n+1) x (n+1) attention, fresh tensors, autograd.

Prints the milliseconds of a step of `lfom` with a gate per layer and register, single precision, as JSON: the median wall
time, the median processor time, and how many steps that are. The first step does not count. Steps go on for SECONDS, and
there are at least two.
/usr/bin/python3 notebook.py LAYERS BATCH CONTEXT DIMENSION SECONDS THREADS
"""

import json
import statistics
import sys
import time

import torch


def attention(P, Q, Z, n, d):
    B = Z.shape[0]
    mask = torch.diag(torch.cat([torch.ones(n), torch.zeros(1)]))
    P_full = torch.zeros(d + 1, d + 1)
    P_full[:d, :d] = P
    P_full[d, d] = 1
    Q_full = torch.zeros(d + 1, d + 1)
    Q_full[:d, :d] = Q
    scores = torch.einsum("bni,ij,bmj->bnm", Z, Q_full, Z)
    keys = torch.einsum("bni,ij->bnj", Z, P_full)
    return torch.einsum("bnm,bmj->bnj", scores, torch.einsum("nm,bmj->bnj", mask, keys)) / n


def generate(B, n, d):
    w = torch.randn(B, d)
    X = torch.randn(B, n, d)
    x_q = torch.randn(B, 1, d)
    y = torch.einsum("bi,bni->bn", w, X).unsqueeze(-1)
    y_q = torch.einsum("bi,bni->bn", w, x_q).squeeze(1)
    top = torch.cat([X, x_q], 1)
    bottom = torch.cat([y, torch.zeros(B, 1, 1)], 1)
    return torch.cat([top, bottom], 2), y_q


def forward(parameters, gates, Z, n, d):
    registers = []
    for layer in range(parameters.shape[0]):
        registers.append(attention(torch.zeros(d, d), parameters[layer], Z, n, d))
        for j in range(layer + 1):
            Z = Z + gates[layer, j] * registers[j]
    return Z


def blas():
    """The library behind torch's products: which one it is changes their speed several times over."""
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line}
    return "openblas" if any("openblas" in file for file in files) else "reference" if files else "own"


def milliseconds(L, B, n, d, seconds, threads):
    torch.set_num_threads(threads)
    parameters = (-torch.eye(d).repeat(L, 1, 1) * 0.3).requires_grad_()
    gates = torch.eye(L).requires_grad_()
    optimizer = torch.optim.Adam([parameters, gates], lr=0.001)
    times = []
    used = []
    begin = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begin < seconds:
        start, start_used = time.perf_counter(), time.process_time()
        Z, y = generate(B, n, d)
        loss = ((forward(parameters, gates, Z, n, d)[:, n, d] + y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - start))
        used.append(1000 * (time.process_time() - start_used))
    return {
        "milliseconds": statistics.median(times[1:]),
        "processor": statistics.median(used[1:]),
        "steps": len(times) - 1,
        "blas": blas(),
    }


L, B, n, d = (int(text) for text in sys.argv[1:5])
print(json.dumps(milliseconds(L, B, n, d, float(sys.argv[5]), int(sys.argv[6]))))
