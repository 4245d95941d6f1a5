#:project ../Memformer.Theory/Memformer.Theory.csproj
#:property PublishAot=false

// A method defined by its update, written with operators on symbolic iterates: no text file.
//
//     dotnet run examples/define-method.cs

using Memformer.Theory.Algebra;
using Memformer.Theory.Methods;
using Memformer.Theory.Methods.Iterates;
using Memformer.Theory.Networks;

RationalFunction eta = new Symbol("eta");
var method = LinearMethod.FromIterates("averaged-steps", AveragedSteps);
var form = method.Unroll(layers: 3).Coefficients;
Console.WriteLine($"C[l,j] of {method.Name}:\n{form}\n");

foreach (var architecture in Architecture.All)
{
    var realization = architecture.Realize(form);
    Console.WriteLine($"{architecture.Name, -12} {(realization.IsRealizable ? "yes" : realization.Reason.ToString())}");
}

// Gradient descent from the running average of the iterates: each answer is the average of all points so far.
IEnumerable<SymbolicIterate> AveragedSteps(SymbolicIterate start)
{
    var (average, sum) = (start, start);
    for (var count = 2; ; count++)
    {
        sum += average - eta * average.Gradient();
        average = sum / count;
        yield return average;
    }
}
