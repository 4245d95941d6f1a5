using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Memformer.Benchmarks;

// Without arguments BenchmarkDotNet asks which benchmarks to run; "unrolled METHOD L" serves compare_sympy.py.
if (args is ["unrolled", var method, var layers])
{
    UnrolledIdentity.Print(method, int.Parse(layers));
}
else
{
    // In this process: projects that BenchmarkDotNet generates know nothing of Paket.
    var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
    var artifacts = Path.Combine(AppContext.BaseDirectory, "artifacts");
    var configuration = DefaultConfig.Instance.AddJob(job).WithArtifactsPath(artifacts);
    BenchmarkSwitcher.FromAssembly(typeof(UnrolledIdentity).Assembly).Run(args, configuration);
}
