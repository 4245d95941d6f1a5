"""Small networks outside every algebra of weights, trained on in-context linear regression in minutes on one core, and
exported to ONNX: what `memformer audit NETWORK.onnx` is for.

    python3 small_networks.py softmax --output softmax.onnx
    python3 small_networks.py gpt --output gpt.onnx --probe probe.npz --answers answers.npz

The law is x ~ N(0, I), w ~ N(0, I), y = wᵀx. Needs PyTorch (Debian: python3-torch) and NumPy.
"""

import argparse
import time

import numpy
import torch
from torch import nn


class Attention(nn.Module):
    """Attention without causality, MLP or LayerNorm; `kind` is softmax, or relu with a sum over n tokens."""

    def __init__(self, width, heads, kind):
        super().__init__()
        self.heads, self.kind = heads, kind
        self.mix = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        nn.init.normal_(self.out.weight, std=0.1 / width**0.5)

    def forward(self, tokens, hidden):
        batch, length, width = tokens.shape
        query, key, value = (
            part.reshape(batch, length, self.heads, -1).transpose(1, 2) for part in self.mix(tokens).chunk(3, dim=-1)
        )
        scores = query @ key.transpose(-1, -2) / (width / self.heads) ** 0.5
        # The query, the last token, is no example.
        if self.kind == "softmax":
            weights = scores.masked_fill(hidden, float("-inf")).softmax(-1)
        else:
            weights = torch.relu(scores).masked_fill(hidden, 0.0) / (length - 1)
        return self.out((weights @ value).transpose(1, 2).reshape(batch, length, width))


class TokenNetwork(nn.Module):
    """Tokens (B, n+1, d+1), the last one (x_q, 0) → the answer to the query, (B)."""

    def __init__(self, dimension, width, heads, layers, kind):
        super().__init__()
        self.embed = nn.Linear(dimension + 1, width)
        self.layers = nn.ModuleList(Attention(width, heads, kind) for _ in range(layers))
        self.read = nn.Linear(width, 1)

    def states(self, tokens):
        stream = self.embed(tokens)
        hidden = torch.zeros(tokens.shape[1], dtype=torch.bool)
        hidden[-1] = True
        for layer in self.layers:
            stream = stream + layer(stream, hidden)
            yield stream

    def forward(self, tokens):
        *_, last = self.states(tokens)
        return self.read(last[:, -1]).squeeze(-1)

    def loss(self, X, y, query, truth):
        tokens = torch.cat([torch.cat([X, query[:, None]], 1), torch.cat([y, 0 * truth[:, None]], 1)[..., None]], -1)
        return ((self(tokens) - truth) ** 2).mean()


class Block(nn.Module):
    """A GPT block: LayerNorm before attention and before an MLP, both added to the stream."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, stream, future):
        batch, length, width = stream.shape
        query, key, value = (
            part.reshape(batch, length, self.heads, -1).transpose(1, 2)
            for part in self.mix(self.first(stream)).chunk(3, dim=-1)
        )
        scores = query @ key.transpose(-1, -2) / (width / self.heads) ** 0.5
        weights = scores.masked_fill(future, float("-inf")).softmax(-1)
        stream = stream + self.out((weights @ value).transpose(1, 2).reshape(batch, length, width))
        return stream + self.mlp(self.second(stream))


class Gpt(nn.Module):
    """Interleaved tokens (B, 2n+1, d): x_1, (y_1, 0, …), …, x_q → the answer to the last one, (B)."""

    def __init__(self, dimension, length, width, heads, layers):
        super().__init__()
        self.embed, self.place = nn.Linear(dimension, width), nn.Parameter(0.02 * torch.randn(length, width))
        self.layers = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm, self.read = nn.LayerNorm(width), nn.Linear(width, 1)

    def states(self, tokens):
        length = tokens.shape[1]
        stream = self.embed(tokens) + self.place[:length]
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        for layer in self.layers:
            stream = layer(stream, future)
            yield stream

    def everywhere(self, tokens):
        *_, last = self.states(tokens)
        return self.read(self.norm(last)).squeeze(-1)

    def forward(self, tokens):
        return self.everywhere(tokens)[:, -1]

    def loss(self, X, y, query, truth):
        inputs = torch.cat([X, query[:, None]], 1)
        answers = torch.cat([y, truth[:, None]], 1)
        tokens = torch.zeros(inputs.shape[0], 2 * inputs.shape[1] - 1, inputs.shape[2])
        tokens[:, 0::2] = inputs
        tokens[:, 1::2, 0] = answers[:, :-1]
        # Every prefix is a prompt of its own, as for Garg et al.
        return ((self.everywhere(tokens)[:, 0::2] - answers) ** 2).mean()


def draw(batch, context, dimension):
    X, query, w = torch.randn(batch, context, dimension), torch.randn(batch, dimension), torch.randn(batch, dimension)
    return X, (X @ w[..., None]).squeeze(-1), query, (query * w).sum(-1)


def train(model, options):
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=options.steps, pct_start=0.1)
    start, mean = time.process_time(), None
    for step in range(options.steps):
        loss = model.loss(*draw(options.batch, options.context, options.dimension))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean = loss.item() if mean is None else 0.99 * mean + 0.01 * loss.item()
        if (step + 1) % max(1, options.steps // 20) == 0:
            print(f"step {step + 1}: loss {mean:.4f}, {time.process_time() - start:.0f} s of processor time", flush=True)


def answer(model, probe, name):
    """Answers to a probe, after each layer's read-out and with the states at the query token."""
    tokens = torch.tensor(probe[name], dtype=torch.float32)
    answers, hidden = [], []
    with torch.no_grad():
        for part in tokens.split(512):
            hidden.append(torch.stack([state[:, -1] for state in model.states(part)], 1))
            answers.append(model(part))
    return torch.cat(answers).numpy(), torch.cat(hidden).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("network", choices=["softmax", "relu", "gpt"])
    parser.add_argument("--dimension", type=int, default=5)
    parser.add_argument("--context", type=int, default=20)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", help="FILE.onnx")
    parser.add_argument("--probe", help="questions of `memformer probe`")
    parser.add_argument("--answers", help="FILE.npz for their answers and hidden states")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    causal = options.network == "gpt"
    if causal:
        length = 2 * options.context + 1
        model = Gpt(options.dimension, length, options.width, options.heads, options.layers)
    else:
        model = TokenNetwork(options.dimension, options.width, options.heads, options.layers, options.network)
    train(model, options)
    model.eval()
    name = "interleaved" if causal else "tokens"
    if options.output:
        X, y, query, _ = draw(2, options.context, options.dimension)
        if causal:
            example = torch.zeros(2, 2 * options.context + 1, options.dimension)
        else:
            example = torch.zeros(2, options.context + 1, options.dimension + 1)
        torch.onnx.export(
            model,
            example,
            options.output,
            input_names=[name],
            output_names=["answers"],
            dynamic_axes={name: {0: "batch", 1: "tokens"}, "answers": {0: "batch"}},
            opset_version=14,
        )
    if options.answers:
        answers, hidden = answer(model, numpy.load(options.probe), name)
        numpy.savez(options.answers, answers=answers, hidden=hidden)


if __name__ == "__main__":
    main()
