// A method defined by its update, written with operators on symbolic iterates: no text file.
//
//     dotnet fsi examples/define-method.fsx
//
// (after `dotnet fsi build.fsx build`)

#r "../Memformer.Cli/bin/Release/net10.0/Memformer.Theory.dll"

open System
open Memformer.Theory.Algebra
open Memformer.Theory.Methods
open Memformer.Theory.Methods.Iterates
open Memformer.Theory.Networks

let parameter name : RationalFunction =
    RationalFunction.op_Implicit (Symbol name)

let eta, beta, nu = parameter "eta", parameter "beta", parameter "nu"

/// Momentum that looks ahead by a fraction nu: nu = 0 is the heavy ball, nu = 1 Nesterov's method. The sequence's
/// elements are the answers after 1, 2, ... steps.
let partialLookAhead (start: SymbolicIterate) =
    let rec step (w: SymbolicIterate) (previous: SymbolicIterate) =
        seq {
            let change = beta * (w - previous)
            let point = w + nu * change
            let next = w + change - eta * point.Gradient()
            yield next
            yield! step next w
        }

    step start start

let method = LinearMethod.FromIterates("partial-look-ahead", partialLookAhead)
let layers = 4
let form = method.Unroll(layers).Coefficients
printfn "C[l,j] of %s, %d layers:\n%O\n" method.Name layers form

for architecture in Architecture.All do
    let realization = architecture.Realize form

    let verdict =
        if realization.IsRealizable then
            "yes"
        else
            string realization.Reason

    printfn "%-12s %s" architecture.Name verdict

// Substitution is exact, so that special cases can be checked and not only believed.
let at (value: int) =
    let values = dict [ (Symbol "nu", Rational.op_Implicit value) ]
    form.Substitute(Collections.Generic.Dictionary values)

let same (name: string) (other: CanonicalForm) =
    other.Equals((Catalogue.Find name).Unroll(layers).Coefficients)

printfn "\nnu = 0 is heavy-ball: %b" (same "heavy-ball" (at 0))
printfn "nu = 1 is nesterov:   %b" (same "nesterov" (at 1))
