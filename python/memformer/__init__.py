"""Which optimisation method is inside this Transformer?

Asks the ``memformer`` program from Python and returns its answers as objects that a notebook shows as formulas and tables::

    import memformer

    memformer.derive("nesterov", layers=4)               # exact attention weights, with proofs
    memformer.audit(model.state_dict(), context=20)      # the method inside a trained network, by its weights
    memformer.compare(model, dimension=5, context=20)    # the same by its answers, for any architecture

Options of the command line are keywords with underscores: ``--architecture dynamic`` is ``architecture="dynamic"``, and a
keyword whose value is ``True`` is an option without a value. The package has no dependencies; PyTorch tensors and NumPy
arrays are taken where they come.
"""

from memformer.commands import audit, compare, derive, optimum
from memformer.program import MemformerError, Program, find_program
from memformer.results import Audit, Comparison, Derivation, Optimum, Result

__all__ = [
    "Audit",
    "Comparison",
    "Derivation",
    "MemformerError",
    "Optimum",
    "Program",
    "Result",
    "audit",
    "compare",
    "derive",
    "find_program",
    "optimum",
]
