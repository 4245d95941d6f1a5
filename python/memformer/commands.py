"""The program's commands as functions."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, Callable, Mapping

from memformer.program import Program, option_arguments
from memformer.results import Audit, Comparison, Derivation, Optimum
from memformer.tensors import write_safetensors


def derive(method: str | os.PathLike, layers: int, *, program: Program | None = None, **options: Any) -> Derivation:
    """Attention weights that implement a method, exactly, or the reason why there are none.

    Args:
        method: a name of the catalogue (``"nesterov"``), the path of a ``.lfom`` file, or a method's text itself.
        layers: L, the number of layers.
        program: the program to ask, where it is not the one found.
        options: those of ``memformer derive``: ``architecture="dynamic"``, ``set={"eta": "1/4"}``, …
    """
    folder = None
    if isinstance(method, str) and "\n" in method:
        folder = tempfile.TemporaryDirectory()
        text, method = method, Path(folder.name) / "method.lfom"
        method.write_text(text, encoding="utf-8")

    arguments = ["derive", os.fspath(method), "--layers", str(layers), *option_arguments(options)]
    return Derivation(program or Program(), arguments, folder)


def optimum(dimension: int, context: int, layers: int, *, program: Program | None = None, **options: Any) -> Optimum:
    """The least expected loss of layers that share one preconditioner, on Gaussian prompts.

    Args:
        dimension: d, the number of covariates.
        context: n, the number of examples in a prompt.
        layers: L, the number of layers.
    """
    sizes = {"dimension": dimension, "context": context, "layers": layers}
    return Optimum(program or Program(), ["optimum", *option_arguments({**sizes, **options})])


def audit(model: object, *, program: Program | None = None, **options: Any) -> Audit:
    """Which method each layer of a network implements, by its weights.

    Args:
        model: a path; a dictionary of named tensors, as ``module.state_dict()`` gives it; or a module that has one.
        options: those of ``memformer audit``: ``context=20``, ``against="heavy-ball"``, ``prompts=0``, …;
            ``covariance`` may be a d×d matrix as well as a file.
    """
    folder = tempfile.TemporaryDirectory()
    if isinstance(model, (str, os.PathLike)):
        path = Path(model)
    else:
        path = Path(folder.name) / "model.safetensors"
        write_safetensors(path, _state(model))

    covariance = options.get("covariance")
    if covariance is not None and not isinstance(covariance, (str, os.PathLike)):
        options["covariance"] = Path(folder.name) / "covariance.csv"
        rows = (",".join(repr(float(entry)) for entry in row) for row in covariance)
        options["covariance"].write_text("\n".join(rows) + "\n", encoding="utf-8")

    return Audit(program or Program(), ["audit", os.fspath(path), *option_arguments(options)], folder)


def compare(
    model: Callable[[Any], Any],
    *,
    dimension: int,
    context: int,
    layout: str = "tokens",
    program: Program | None = None,
    **options: Any,
) -> Comparison:
    """Which method a network's answers are closest to: for any architecture, since only its answers are asked for.

    The program designs the prompts, ``model`` is called on them once, and the program compares its answers with every
    method that it knows. NumPy is needed here, and PyTorch where ``model`` is one of its modules.

    Args:
        model: takes the tokens (B, n+1, d+1), examples in rows and the label last, the query's label 0, and returns the
            answers (B), or (B, L) with an answer after each layer. A PyTorch module gets float32 tensors of its own device.
        layout: ``"tokens"``, or ``"xy"``: then ``model`` gets X (B, n, d), y (B, n) and the query (B, d).
        options: those of ``memformer probe``: ``seed=1``, ``contexts=256``, …
    """
    import numpy

    program = program or Program()
    folder = tempfile.TemporaryDirectory()
    probe, answers = (os.path.join(folder.name, name) for name in ("probe.npz", "answers.npz"))
    sizes = {"dimension": dimension, "context": context, "layout": layout, "output": probe}
    program.write(["probe", *option_arguments({**sizes, **options})])

    with numpy.load(probe) as questions:
        inputs = [questions[name] for name in (("tokens",) if layout == "tokens" else ("X", "y", "query"))]
    numpy.savez(answers, answers=_answers(model, inputs))
    return Comparison(program, ["compare", probe, answers], folder)


def _state(model: object) -> Mapping[str, object]:
    if hasattr(model, "state_dict"):
        model = model.state_dict()
    if not isinstance(model, Mapping):
        raise TypeError(f"a {type(model).__name__} is no path, dictionary of tensors, or module with a state_dict")
    return model


def _answers(model: Callable[..., Any], inputs: list[Any]) -> Any:
    if not hasattr(model, "state_dict"):
        return model(*inputs)

    import torch

    parameter = next(iter(model.parameters()), None)
    place = {} if parameter is None else {"device": parameter.device, "dtype": parameter.dtype}
    with torch.no_grad():
        answered = model(*(torch.as_tensor(values, **place) for values in inputs))
    return answered.detach().double().cpu().numpy()
