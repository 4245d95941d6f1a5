using BenchmarkDotNet.Running;
using Memformer.Benchmarks;

// Without arguments BenchmarkDotNet asks which benchmarks to run; "unrolled METHOD L" serves compare_sympy.py.
if (args is ["unrolled", var method, var layers])
{
    UnrolledIdentity.Print(method, int.Parse(layers));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(UnrolledIdentity).Assembly).Run(args);
}
