"""Tensors of PyTorch, arrays of NumPy and nested lists, written as a safetensors file without any other package."""

from __future__ import annotations

import json
import os
import struct
from typing import Mapping

_DTYPES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint8": "U8",
    "bool": "BOOL",
}


def write_safetensors(path: str | os.PathLike, tensors: Mapping[str, object]) -> None:
    """Writes named tensors of any shapes; ``bfloat16`` is widened to ``float32``, which holds it exactly.

    Raises:
        TypeError: naming the entry, where a value is no tensor, array or nested list of numbers.
    """
    header: dict[str, object] = {}
    buffers: list[bytes] = []
    position = 0
    for name, tensor in tensors.items():
        dtype, shape, content = _entry(name, tensor)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [position, position + len(content)]}
        buffers.append(content)
        position += len(content)

    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        file.writelines(buffers)


def _entry(name: str, tensor: object) -> tuple[str, list[int], bytes]:
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu()
        if str(tensor.dtype) == "torch.bfloat16":
            tensor = tensor.float()
        tensor = tensor.numpy()

    if hasattr(tensor, "tobytes") and hasattr(tensor, "dtype"):
        dtype = _DTYPES.get(str(tensor.dtype))
        if dtype is None:
            raise TypeError(f"{name}: dtype {tensor.dtype} is none of {', '.join(_DTYPES)}")
        little = tensor.astype(tensor.dtype.newbyteorder("<"))
        return dtype, list(tensor.shape), little.tobytes()

    shape, numbers = _nested(name, tensor)
    return "F64", shape, struct.pack(f"<{len(numbers)}d", *numbers)


def _nested(name: str, value: object) -> tuple[list[int], list[float]]:
    if isinstance(value, (int, float)):
        return [], [float(value)]
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{name}: a {type(value).__name__} is no tensor, array or nested list of numbers")

    parts = [_nested(name, entry) for entry in value]
    if any(shape != parts[0][0] for shape, _ in parts):
        raise TypeError(f"{name}: its rows have different lengths")
    return [len(parts), *(parts[0][0] if parts else [])], [number for _, numbers in parts for number in numbers]
