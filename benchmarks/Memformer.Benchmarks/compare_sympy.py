"""Times the unrolled identity of Nesterov's method in SymPy and in this library, in one run.

    python3 benchmarks/Memformer.Benchmarks/compare_sympy.py [L ...]

The identity: a network with w_0 = 0 and registers R_j = (w* - w_j)^T H, gates g_{l,j}, answers with
w*^T (I - p_L)^T, where p_0 = I and p_{l+1} = p_l - sum_j g_{l,j} H p_j. SymPy has non-commutative symbols for
H and w*; this library also carries shapes, the prompt and the attention.
"""

import subprocess
import sys
import time
from pathlib import Path

from sympy import Integer, Symbol, expand, symbols

PROGRAM = Path(__file__).parent / "bin/Release/net10.0/Memformer.Benchmarks.dll"


def gate(layers, layer, register, eta, beta):
    """c_{l,j} of Nesterov's method; the last layer answers with w_L and takes no look-ahead."""
    lookahead = eta * beta ** (layer - register + 1) if layer < layers - 1 else Integer(0)
    return lookahead + (eta if layer == register else 0)


def prove(layers):
    """Seconds that SymPy needs for the identity."""
    eta, beta = symbols("eta beta")
    curvature, task = Symbol("H", commutative=False), Symbol("w", commutative=False)
    start = time.perf_counter()
    iterates, residuals = [Integer(0)], [Integer(1)]
    for layer in range(layers):
        gates = [gate(layers, layer, register, eta, beta) for register in range(layer + 1)]
        steps = sum(g * (task - iterate) * curvature for g, iterate in zip(gates, iterates))
        iterates.append(expand(iterates[-1] + steps))
        steps = sum(g * residual * curvature for g, residual in zip(gates, residuals))
        residuals.append(expand(residuals[-1] - steps))
    assert expand(iterates[-1] - task * (1 - residuals[-1])) == 0
    return time.perf_counter() - start


def main(sizes):
    print(f"{'L':>4} {'SymPy, ms':>12} {'here, ms':>10} {'first run':>10} {'ratio':>8}")
    for layers in sizes:
        slow = 1000 * prove(layers)
        command = ["dotnet", str(PROGRAM), "unrolled", "nesterov", str(layers)]
        first, warm = map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
        print(f"{layers:>4} {slow:>12.1f} {warm:>10.3f} {first:>10.1f} {slow / warm:>8.0f}")


main([int(size) for size in sys.argv[1:]] or [4, 8, 12])
