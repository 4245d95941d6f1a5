namespace Memformer.Theory.Methods;

/// <summary>Names of methods that the catalogue has under another name, or cannot have.</summary>
internal static class OtherNames
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gd"] = "gradient-descent",
        ["steepest-descent"] = "gradient-descent",
        ["sgd"] = "pytorch-sgd",
        ["polyak"] = "heavy-ball",
        ["hb"] = "heavy-ball",
        ["momentum"] = "heavy-ball",
        ["classical-momentum"] = "heavy-ball",
        ["nag"] = "nesterov",
        ["accelerated-gradient"] = "nesterov",
        ["cg"] = "conjugate-gradient",
        ["fista"] = "fast-gradient",
        ["fgm"] = "fast-gradient",
        ["ogm"] = "optimized-gradient",
        ["qhm"] = "quasi-hyperbolic-momentum",
        ["tmm"] = "triple-momentum",
        ["swa"] = "polyak-ruppert",
    };

    private const string Squares =
        "it divides by sums of squared gradients, so that its points are no linear combinations of gradients with "
        + "coefficients that are the same for every prompt";

    private const string Signs = "it takes signs of gradients, which are not linear in them";

    private const string Curvature =
        "its steps are products with matrices that it builds from the prompt's own gradients, so that its coefficients "
        + "differ from prompt to prompt";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["adam"] = Squares,
        ["adamw"] = Squares,
        ["nadam"] = Squares,
        ["radam"] = Squares,
        ["amsgrad"] = Squares,
        ["adagrad"] = Squares,
        ["adadelta"] = Squares,
        ["rmsprop"] = Squares,
        ["adafactor"] = Squares,
        ["lion"] = Signs,
        ["signsgd"] = Signs,
        ["sign-sgd"] = Signs,
        ["rprop"] = Signs,
        ["bfgs"] = Curvature,
        ["lbfgs"] = Curvature,
        ["l-bfgs"] = Curvature,
        ["shampoo"] = Curvature,
        ["muon"] = Curvature,
        ["newton"] =
            "it solves a system with the prompt's own Hessian, which is no combination of finitely many gradients",
    };

    /// <summary>The catalogue's name for a method; the name itself where it has no other.</summary>
    internal static string Canonical(string name) => Aliases.GetValueOrDefault(name, name);

    /// <summary>Why a method of that name is no linear first-order method; null where that is not known.</summary>
    internal static string? WhyNotLinear(string name) => Reasons.GetValueOrDefault(name);
}
