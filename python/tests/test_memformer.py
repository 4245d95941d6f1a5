"""Tests of the package against the real program: python3 -m unittest discover python/tests"""

import importlib.util
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import memformer
from memformer.program import option_arguments
from memformer.tensors import write_safetensors

HEAVY_BALL = """method mine "Polyak's heavy ball"
parameters eta, beta
w[k+1] = w[k] - eta * grad(w[k]) + beta * (w[k] - w[k-1])
"""


def has(package):
    return importlib.util.find_spec(package) is not None


def gradient_descent(layers, step, dimension):
    """Weights of gradient descent by the names of this project's own files, as nested lists."""
    size = dimension + 1
    last = [[float(row == column == dimension) for column in range(size)] for row in range(size)]
    query = [[-step * (row == column < dimension) for column in range(size)] for row in range(size)]
    return {
        f"layers.{layer}.heads.0.{name}": matrix for layer in range(layers) for name, matrix in (("P", last), ("Q", query))
    }


class Deriving(unittest.TestCase):
    def test_a_method_of_the_catalogue_is_derived_and_proved(self):
        found = memformer.derive("nesterov", layers=2)
        self.assertTrue(found.realizable)
        self.assertTrue(found.proved)
        self.assertEqual(found.coefficients, [["eta + beta*eta"], ["0", "eta"]])
        self.assertIn("nesterov, 2 layers, lfom", repr(found))

    def test_a_method_that_an_architecture_cannot_realise_is_an_answer(self):
        found = memformer.derive("nesterov", layers=4, architecture="dynamic")
        self.assertFalse(found.realizable)
        self.assertFalse(found.proved)
        self.assertIn("C[2,1] C[1,0] = C[2,0] C[1,1]", found.reason)

    def test_a_methods_text_is_a_method(self):
        found = memformer.derive(HEAVY_BALL, layers=2, set={"eta": "1/4", "beta": "1/3"})
        self.assertEqual(found.coefficients, [["1/4"], ["1/12", "1/4"]])

    def test_a_notebook_gets_formulas(self):
        found = memformer.derive("heavy-ball", layers=2)
        self.assertIn(r"\begin{bmatrix}", found._repr_latex_())
        self.assertIn("**Theorem**", found._repr_markdown_())

    def test_an_unknown_method_is_an_error_of_one_line(self):
        with self.assertRaises(memformer.MemformerError) as caught:
            memformer.derive("nosuch", layers=2)
        self.assertEqual(caught.exception.code, 2)
        self.assertIn("'nosuch'", caught.exception.message)
        self.assertNotIn("\n", caught.exception.message)


class Optima(unittest.TestCase):
    def test_the_optimum_is_exact(self):
        found = memformer.optimum(5, 20, 2)
        self.assertEqual(found.exact, "1795/4969")
        self.assertEqual(found.loss, 1795 / 4969)


class Auditing(unittest.TestCase):
    def test_weights_in_lists_are_audited(self):
        found = memformer.audit(gradient_descent(3, 0.3, 5), context=20, prompts=200)
        self.assertEqual([layer["kind"] for layer in found.layers], ["gradient"] * 3)
        self.assertEqual(found.method, "gradient-descent")
        # The weights are stored in double precision, so the step is known to rounding.
        self.assertAlmostEqual(found.parameters["eta"], 0.3, places=14)
        self.assertGreater(found.loss, found.optimum)
        self.assertEqual(json.loads(json.dumps(found.to_dict()))["model"]["layers"], 3)

    def test_a_notebook_gets_a_page_and_a_table(self):
        found = memformer.audit(gradient_descent(2, 0.3, 3), context=8, prompts=0)
        self.assertTrue(found._repr_html_().startswith("<iframe"))
        self.assertIn(r"\text{gradient}", found._repr_latex_())

    def test_an_answer_is_saved_by_its_extension(self):
        found = memformer.audit(gradient_descent(2, 0.3, 3), context=8, prompts=0)
        with tempfile.TemporaryDirectory() as folder:
            found.save(os.path.join(folder, "audit.tex"))
            self.assertIn(r"\documentclass", Path(folder, "audit.tex").read_text())
            with self.assertRaises(ValueError):
                found.save(os.path.join(folder, "audit.docx"))

    @unittest.skipUnless(has("torch"), "PyTorch is not installed")
    def test_a_module_is_audited(self):
        import torch

        class Network(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.allparam = torch.nn.Parameter(torch.zeros(3, 1, 2, 5, 5))
                with torch.no_grad():
                    self.allparam[:, 0, 1] = -0.3 * torch.eye(5)

        found = memformer.audit(Network(), context=20, prompts=0)
        self.assertEqual(found.method, "gradient-descent")

    def test_a_value_that_is_no_tensor_is_named(self):
        with self.assertRaisesRegex(TypeError, "^bias: a str"):
            memformer.audit({"bias": "zero"})


class Comparing(unittest.TestCase):
    @unittest.skipUnless(has("numpy"), "NumPy is not installed")
    def test_ridge_regression_is_known_by_its_answers(self):
        import numpy

        def ridge(tokens):
            x, y, query = tokens[:, :-1, :-1], tokens[:, :-1, -1], tokens[:, -1, :-1]
            count, dimension = x.shape[1:]
            gram = numpy.einsum("bni,bnj->bij", x, x) / count + 0.1 * numpy.eye(dimension)
            weights = numpy.linalg.solve(gram, numpy.einsum("bni,bn->bi", x, y)[..., None] / count)
            return numpy.einsum("bi,bi->b", weights[..., 0], query)

        found = memformer.compare(ridge, dimension=4, context=16, contexts=64)
        self.assertEqual(found.method, "ridge")

    @unittest.skipUnless(has("torch") and has("numpy"), "PyTorch or NumPy is not installed")
    def test_a_module_is_asked_in_its_own_precision(self):
        import torch

        class OneStep(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.step = torch.nn.Parameter(torch.tensor(0.5))

            def forward(self, tokens):
                x, y, query = tokens[:, :-1, :-1], tokens[:, :-1, -1], tokens[:, -1, :-1]
                return self.step / x.shape[1] * torch.einsum("bni,bn,bi->b", x, y, query)

        found = memformer.compare(OneStep(), dimension=4, context=16, contexts=64)
        self.assertEqual(found.method, "gradient-descent")


class Running(unittest.TestCase):
    def test_options_are_keywords(self):
        self.assertEqual(
            option_arguments({"set": {"eta": "1/4"}, "law": [1, 0.5], "test_prompts": 10, "gd": False, "verbose": True}),
            ["--set", "eta=1/4", "--law", "1,0.5", "--test-prompts", "10", "--verbose"],
        )

    def test_a_program_that_is_not_there_is_named(self):
        with self.assertRaises(memformer.MemformerError) as caught:
            memformer.derive("nesterov", layers=2, program=memformer.Program("/nosuch/memformer"))
        self.assertEqual(caught.exception.code, 4)
        self.assertIn("/nosuch/memformer", caught.exception.message)

    def test_the_environment_names_the_program(self):
        before = os.environ.get("MEMFORMER")
        os.environ["MEMFORMER"] = "/elsewhere/memformer"
        try:
            self.assertEqual(memformer.find_program(), "/elsewhere/memformer")
        finally:
            os.environ.pop("MEMFORMER")
            if before is not None:
                os.environ["MEMFORMER"] = before

    def test_ragged_rows_are_refused_by_name(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(TypeError, "^a: its rows"):
            write_safetensors(Path(folder, "x.safetensors"), {"a": [[1.0, 2.0], [3.0]]})


if __name__ == "__main__":
    unittest.main()
