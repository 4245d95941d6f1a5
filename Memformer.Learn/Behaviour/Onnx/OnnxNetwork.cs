using Memformer.Learn.Behaviour.Probes;
using Memformer.Theory;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Memformer.Learn.Behaviour.Onnx;

/// <summary>
/// An exported network that answers the questions of a probe. The file is data from a stranger: no custom operators are
/// loaded, nothing outside its folder is read, and its memory and its time are bounded.
/// </summary>
public sealed class OnnxNetwork : IDisposable
{
    private const long MostMemory = 4L << 30;
    private const int BatchSize = 256;

    private static readonly Lazy<OrtEnv> Environment = new(CreateEnvironment);

    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly OnnxLayout _layout;

    private OnnxNetwork(string path, InferenceSession session, OnnxLayout layout) =>
        (_path, _session, _layout) = (path, session, layout);

    /// <summary>How the model takes its questions.</summary>
    public OnnxLayoutKind Layout => _layout.Kind;

    /// <summary>d, where the model's shapes fix it.</summary>
    public int? Dimension => _layout.Dimension;

    /// <summary>n, where the model's shapes fix it.</summary>
    public int? Context => _layout.Context;

    /// <summary>How long a model may take for its answers.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Opens a model.</summary>
    /// <param name="path">An <c>.onnx</c> file.</param>
    /// <param name="layout">How it takes its questions; null to recognise it.</param>
    /// <param name="dimension">d where it is known, to recognise the layout by.</param>
    /// <exception cref="InvalidInputException">It is no model that can be run, or its inputs are of no known layout.</exception>
    public static OnnxNetwork Open(string path, OnnxLayoutKind? layout = null, int? dimension = null)
    {
        OnnxFile.Check(path);
        InferenceSession? session = null;
        try
        {
            _ = Environment.Value;
            using SessionOptions options = new()
            {
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC,
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
            };
            options.AddSessionConfigEntry("session.use_env_allocators", "1");
            session = new InferenceSession(path, options);
            return new OnnxNetwork(path, session, OnnxLayout.Of(path, session.InputMetadata, layout, dimension));
        }
        catch (OnnxRuntimeException failure)
        {
            session?.Dispose();
            throw Failed(path, "cannot be loaded", failure);
        }
        catch (InvalidInputException)
        {
            session?.Dispose();
            throw;
        }
        catch (Exception failure)
            when (failure is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new MissingCapabilityException(
                $"ONNX Runtime's native library cannot be loaded on this system: {failure.GetBaseException().Message}",
                failure
            );
        }
    }

    /// <summary>The model's answers to a probe.</summary>
    /// <param name="probe">Of the model's sizes.</param>
    /// <param name="remarks">What was decided about the outputs is added here.</param>
    /// <exception cref="InvalidInputException">The model fails, takes too long, or answers in no known shape.</exception>
    public Answers Answer(Probe probe, IList<string> remarks)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(remarks);
        CheckSize("d", _layout.Dimension, probe.Dimension);
        CheckSize("n", _layout.Context, probe.Context);
        OnnxAnswers answers = new(_path, probe, _layout.Kind);
        using RunOptions run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using Timer end = new(_ => run.Terminate = true, null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            int size = _layout.Batch ?? BatchSize;
            for (int start = 0; start < probe.Rows.Count; start += size)
            {
                using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = _session.Run(
                    [.. Inputs(probe, start, size)],
                    _session.OutputNames,
                    run
                );
                answers.Add(outputs, Math.Min(size, probe.Rows.Count - start));
            }
        }
        catch (OnnxRuntimeException failure)
        {
            string what = run.Terminate ? $"took longer than {Patience.TotalMinutes:G3} minutes" : "cannot answer";
            throw Failed(_path, what, failure);
        }

        return answers.Collect(remarks);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void CheckSize(string name, int? fixedSize, int asked)
    {
        if (fixedSize is int size && size != asked)
        {
            throw new InvalidInputException(
                _path,
                $"takes prompts of {name} = {size}, the questions have {name} = {asked}"
            );
        }
    }

    private IEnumerable<NamedOnnxValue> Inputs(Probe probe, int start, int size)
    {
        (int n, int d) = (probe.Context, probe.Dimension);
        (string Name, int?[] Shape)[] inputs =
        [
            .. _session.InputMetadata.Select(input =>
                (input.Key, input.Value.Dimensions.Select(e => e > 0 ? e : (int?)null).ToArray())
            ),
        ];
        (string first, _) = OnnxLayout.Examples(inputs);
        switch (_layout.Kind)
        {
            case OnnxLayoutKind.Tokens:
                yield return Input(first, probe, start, size, [n + 1, d + 1], ProbeTokens.Tokens);
                break;
            case OnnxLayoutKind.Columns:
                yield return Input(first, probe, start, size, [d + 1, n + 1], ProbeTokens.Columns);
                break;
            case OnnxLayoutKind.Interleaved:
                yield return Input(first, probe, start, size, [(2 * n) + 1, d], ProbeTokens.Interleaved);
                break;
            case OnnxLayoutKind.Pairs:
                (string ys, int?[] shape) = inputs.First(input => input.Name != first);
                int answers = shape.Length > 1 && shape[1] == n ? n : n + 1;
                yield return Input(first, probe, start, size, [n + 1, d], ProbeTokens.WithQuery);
                yield return Input(ys, probe, start, size, Extents(shape, answers), ProbeTokens.Answers);
                break;
            default:
                (string Name, int?[] Shape)[] others = [.. inputs.Where(input => input.Name != first)];
                (string Name, int?[] Shape) y = others
                    .OrderByDescending(input => input.Name.StartsWith("y", StringComparison.OrdinalIgnoreCase))
                    .First();
                (string Name, int?[] Shape) query = others.First(input => input.Name != y.Name);
                yield return Input(first, probe, start, size, [n, d], ProbeTokens.Covariates);
                yield return Input(y.Name, probe, start, size, Extents(y.Shape, n), ProbeTokens.Answers);
                yield return Input(
                    query.Name,
                    probe,
                    start,
                    size,
                    query.Shape.Length == 3 ? [1, d] : [d],
                    ProbeTokens.Query
                );
                break;
        }
    }

    /// <summary>The extents of a vector of answers: (count), or (count, 1) where the model takes three axes.</summary>
    private static int[] Extents(int?[] shape, int count) => shape.Length == 3 ? [count, 1] : [count];

    private NamedOnnxValue Input(string name, Probe probe, int start, int size, int[] extents, ProbeTokens.Writer write)
    {
        int length = extents.Aggregate(1, (product, extent) => product * extent);
        int count = Math.Min(size, probe.Rows.Count - start);
        double[] values = new double[(_layout.Batch is null ? count : size) * length];
        ProbeTokens.Fill(probe, start, count, length, write).CopyTo(values, 0);
        int[] shape = [values.Length / length, .. extents];
        return _session.InputMetadata[name].ElementDataType switch
        {
            TensorElementType.Float => NamedOnnxValue.CreateFromTensor(
                name,
                new DenseTensor<float>(Array.ConvertAll(values, value => (float)value), shape)
            ),
            TensorElementType.Double => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<double>(values, shape)),
            var type => throw new InvalidInputException(
                _path,
                $"input {Printable.Quote(name)} takes {type}, allowed: float and double"
            ),
        };
    }

    private static OrtEnv CreateEnvironment()
    {
        OrtEnv environment = OrtEnv.Instance();
        using OrtArenaCfg arena = new((uint)Math.Min(MostMemory, uint.MaxValue), -1, -1, -1);
        environment.CreateAndRegisterAllocator(OrtMemoryInfo.DefaultInstance, arena);
        return environment;
    }

    private static InvalidInputException Failed(string path, string what, Exception failure)
    {
        // The runtime's messages begin with codes and end with pages of context.
        string message = failure.Message.Split('\n')[0];
        return new InvalidInputException(
            path,
            $"{what}: {(message.Length > 300 ? message[..300] + "…" : message)}",
            failure
        );
    }
}
