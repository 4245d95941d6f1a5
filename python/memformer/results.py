"""What the program answered, as objects that a notebook shows."""

from __future__ import annotations

import html
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Sequence

from memformer.program import Program


class Result:
    """An answer in the program's JSON, which can be written in its other formats as well.

    Entries are reached by the JSON's keys: ``result["layers"][0]["kind"]``.
    """

    def __init__(self, program: Program, arguments: Sequence[str], folder: tempfile.TemporaryDirectory | None = None):
        self._program = program
        self._arguments = list(arguments)
        self._folder = folder  # keeps temporary inputs alive as long as other formats may be asked for
        self._texts: dict[str, str] = {}
        self._content: dict[str, Any] = json.loads(self.format("json"))

    def __getitem__(self, key: str) -> Any:
        return self._content[key]

    def to_dict(self) -> dict[str, Any]:
        """The whole answer as plain dictionaries and lists."""
        return json.loads(self.format("json"))

    def format(self, name: str) -> str:
        """The answer as ``json``, ``text``, ``markdown``, ``latex`` or ``html``."""
        if name not in self._texts:
            self._texts[name] = self._program.run([*self._arguments, "--format", name])
        return self._texts[name]

    def save(self, path: str | os.PathLike) -> None:
        """Writes the answer to a file in the format of its extension (``.html``, ``.tex``, ``.md``, ``.json``, ``.txt``)."""
        formats = {".html": "html", ".tex": "latex", ".md": "markdown", ".json": "json", ".txt": "text"}
        extension = Path(path).suffix
        if extension not in formats:
            raise ValueError(f"{os.fspath(path)}: the extension is none of {', '.join(formats)}")
        Path(path).write_text(self.format(formats[extension]), encoding="utf-8")

    def __str__(self) -> str:
        return self.format("text")

    def _repr_html_(self) -> str:
        page = html.escape(self.format("html"), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:36rem;border:0" title="{self.title}"></iframe>'

    @property
    def title(self) -> str:
        """What the answer is about, in a few words."""
        return type(self).__name__


class Derivation(Result):
    """The weights of a method, or the reason why an architecture cannot realise it."""

    @property
    def realizable(self) -> bool:
        """Whether there are weights."""
        return self["realizable"]

    @property
    def reason(self) -> str:
        """Why there are weights, or which identity stands in the way."""
        return self["reason"]

    @property
    def coefficients(self) -> list[list[str]]:
        """C[l][j] for j ≤ l, in a notation that SymPy reads."""
        return self["coefficients"]

    @property
    def proved(self) -> bool:
        """Whether there are proofs and all of them hold."""
        return bool(self["proofs"]) and all(proof["holds"] for proof in self["proofs"])

    @property
    def title(self) -> str:
        return f"{self['method']}, {self['layers']} layers, {self['architecture']}"

    def __repr__(self) -> str:
        return f"<{self.title}: {self.reason}>"

    def _repr_html_(self) -> None:
        return None  # the Markdown below has the formulas in a form that a notebook sets

    def _repr_markdown_(self) -> str:
        return self.format("markdown")

    def _repr_latex_(self) -> str:
        formulas = re.findall(r"\$\$\n(.*?)\n\$\$", self.format("markdown"), re.DOTALL)
        return "\n".join(f"$$\n{formula}\n$$" for formula in formulas)


class Audit(Result):
    """The method that a network implements, layer by layer."""

    @property
    def method(self) -> str | None:
        """The method's name in the catalogue, or None where the weights do not single one out."""
        return self["method"]["name"]

    @property
    def parameters(self) -> dict[str, float]:
        """The method's parameters by the method's own letters."""
        return self["method"]["parameters"] or {}

    @property
    def layers(self) -> list[dict[str, Any]]:
        """What each layer does: its kind, parameters, deviation and preconditioner."""
        return self["layers"]

    @property
    def loss(self) -> float | None:
        """The mean squared error on fresh prompts, or None where none were run."""
        function = self.to_dict().get("function")
        return function["loss"] if function else None

    @property
    def optimum(self) -> float | None:
        """The least loss of any network of the family at this depth, or None where none were run or it is unknown."""
        function = self.to_dict().get("function")
        return function["optimum"] if function else None

    @property
    def title(self) -> str:
        return f"audit: {self.method or 'no single method'}"

    def __repr__(self) -> str:
        values = ", ".join(f"{name} {value:.4g}" for name, value in self.parameters.items() if value is not None)
        return f"<{self.title}{' with ' + values if values else ''}, {len(self.layers)} layers>"

    def _repr_latex_(self) -> str:
        kinds = r" \\ ".join(
            rf"{layer['index']} & \text{{{layer['kind']}}} & {_parameters(layer['parameters'])} & {_number(layer['deviation'])}"
            for layer in self.layers
        )
        return (
            "$$\n\\begin{array}{rlll} \\text{layer} & \\text{kind} & \\text{parameters} & \\text{deviation} \\\\ \\hline "
            f"{kinds} \\end{{array}}\n$$"
        )


class Comparison(Result):
    """The method that a network's answers are closest to."""

    @property
    def method(self) -> str | None:
        """The closest method's name, or None where none is within the tolerance."""
        return self["verdict"]["name"]

    @property
    def candidates(self) -> list[dict[str, Any]]:
        """All methods with their best constants and distances."""
        return self["candidates"]

    @property
    def title(self) -> str:
        return f"by behaviour: {self.method or 'no known method'}"

    def __repr__(self) -> str:
        return f"<{self.title}>"

    def _repr_latex_(self) -> str:
        rows = r" \\ ".join(
            rf"\text{{{row['name']}}} & {_parameters(row['parameters'])} & {_number(row['distance'])} \pm {_number(row['standardError'])}"
            for row in self.candidates
        )
        return (
            "$$\n\\begin{array}{lll} \\text{method} & \\text{parameters} & \\text{distance} \\\\ \\hline "
            f"{rows} \\end{{array}}\n$$"
        )


class Optimum(Result):
    """The least expected loss of any network of the family, exactly."""

    @property
    def loss(self) -> float:
        """The loss as a floating-point number."""
        return self["loss"]["value"]

    @property
    def exact(self) -> str:
        """The loss as a fraction."""
        return self["loss"]["exact"]

    def __repr__(self) -> str:
        return f"<optimum of {self['layers']} layers: {self.exact}>"


def _number(value: float | None) -> str:
    if value is None:
        return r"\text{–}"
    mantissa, _, exponent = f"{value:.3g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _parameters(values: dict[str, Any]) -> str:
    entries = []
    for name, value in (values or {}).items():
        numbers = value if isinstance(value, list) else [value]
        entries.append(rf"\text{{{name}}} = {', '.join(_number(number) for number in numbers)}")
    return ",\\; ".join(entries)
