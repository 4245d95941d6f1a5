using System.Text;
using Memformer.Learn.Checkpoints.Tensors;
using Memformer.Learn.Checkpoints.Zip;
using Memformer.Learn.Files;

namespace Memformer.Learn.Checkpoints.PyTorch;

/// <summary>
/// Reads what <c>torch.save</c> writes: a zip archive with <c>STEM/data.pkl</c> and <c>STEM/data/KEY</c>, or, before
/// PyTorch 1.6, pickles followed by the storages.
/// </summary>
internal static class PickleFile
{
    /// <summary>The attribute of a state dict that holds strings about it.</summary>
    public const string MetadataAttribute = "_metadata";

    private const int LegacyVersion = 1001;
    private const int StorageHeader = 8;

    /// <summary>The first pickle of the older layout: PyTorch's magic number.</summary>
    public static ReadOnlySpan<byte> LegacyMagic =>
        [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E];

    public static ModelFile ReadArchive(InputFile file, ZipArchiveReader archive)
    {
        List<string> pickles = archive
            .Names.Where(name => name == "data.pkl" || name.EndsWith("/data.pkl", StringComparison.Ordinal))
            .ToList();
        if (pickles is not [var pickle])
        {
            throw file.Invalid(
                $"is a zip archive with {pickles.Count} entries named data.pkl, expected the one of torch.save"
            );
        }

        if (archive.Names.Any(name => name.Contains("/code/__torch__", StringComparison.Ordinal)))
        {
            throw file.Invalid(
                "is a TorchScript archive, which is a program: load it with torch.jit.load and save its state_dict(), torch.save(module.state_dict(), …)"
            );
        }

        string stem = pickle[..^"data.pkl".Length];
        string order = archive.Read($"{stem}byteorder", 16) is { } bytes
            ? Encoding.ASCII.GetString(bytes).Trim()
            : "little";
        if (order is not ("little" or "big"))
        {
            throw file.Invalid($"byteorder is {Printable.Quote(order)}, allowed: little, big");
        }

        TensorLoader loader = new TensorLoader(file, ReadStorage, order == "big");
        Pickle root = Unpickler.Read(new PickleBytes(file, "data.pkl", archive.Read(pickle, ReadLimits.Description)!));
        return TensorDictionary.Read(file, FileFormat.PyTorch, loader, root.Value);

        byte[] ReadStorage(string key, long length)
        {
            byte[] storage =
                archive.Read($"{stem}data/{key}", length)
                ?? throw file.Invalid(
                    $"storage {Printable.Quote(key)}: the archive has no entry data/{Printable.Quote(key)}"
                );
            return storage.Length == length
                ? storage
                : throw file.Invalid(
                    $"storage {Printable.Quote(key)}: {storage.Length} bytes, the pickle says {length}"
                );
        }
    }

    /// <summary>A pickle by itself, whose arrays it holds: what Python programs write without PyTorch.</summary>
    public static ModelFile ReadPlain(InputFile file)
    {
        if (file.Length > ReadLimits.Description)
        {
            throw file.Invalid($"is a pickle of {file.Length} bytes, allowed: up to {ReadLimits.Description}");
        }

        Pickle root = Unpickler.Read(new PickleBytes(file, "pickle", file.Read(0, file.Length, "pickle")));
        TensorLoader loader = new TensorLoader(
            file,
            (key, _) => throw file.Invalid($"storage {Printable.Quote(key)} lies outside the pickle"),
            bigEndian: false
        );
        return TensorDictionary.Read(file, FileFormat.Pickle, loader, root.Value);
    }

    public static ModelFile ReadLegacy(InputFile file)
    {
        byte[] bytes = file.Read(0, Math.Min(file.Length, ReadLimits.Description), "pickles");
        PickleBytes reader = new PickleBytes(file, "pickle", bytes, LegacyMagic.Length);
        if (Unpickler.Read(reader).Value is not PickleInteger { Value: LegacyVersion })
        {
            throw file.Invalid($"PyTorch's older layout in an unknown version, allowed: {LegacyVersion}");
        }

        CheckByteOrder(file, Unpickler.Read(reader).Value);
        Pickle root = Unpickler.Read(reader);
        PickleList keys =
            Unpickler.Read(reader).Value as PickleList ?? throw file.Invalid("the list of storages is missing");
        Dictionary<string, long> places = LegacyStorages(file, keys, root, reader.Position);
        TensorLoader loader = new TensorLoader(file, ReadStorage, bigEndian: false);
        return TensorDictionary.Read(file, FileFormat.PyTorchLegacy, loader, root.Value);

        byte[] ReadStorage(string key, long length) =>
            file.Read(
                places.TryGetValue(key, out long place)
                    ? place
                    : throw file.Invalid($"storage {Printable.Quote(key)} is missing"),
                length,
                $"storage {Printable.Quote(key)}"
            );
    }

    private static void CheckByteOrder(InputFile file, PickleValue system)
    {
        KeyValuePair<PickleValue, PickleValue>? little = (system as PickleDictionary)?.Entries.FirstOrDefault(entry =>
            entry.Key is PickleText { Value: "little_endian" }
        );
        if (little?.Value is not PickleBoolean { Value: true })
        {
            throw file.Invalid("PyTorch's older layout from a machine with another byte order, allowed: little_endian");
        }
    }

    /// <summary>Where the numbers of each storage begin: they follow one another, each behind its count.</summary>
    private static Dictionary<string, long> LegacyStorages(InputFile file, PickleList keys, Pickle root, long position)
    {
        Dictionary<string, long> places = new Dictionary<string, long>();
        foreach (PickleValue item in keys.Items)
        {
            if (
                item is not PickleText { Value: var key }
                || !root.Storages.TryGetValue(key, out PickleStorage? storage)
            )
            {
                throw file.Invalid("the list of storages names one that no tensor uses");
            }

            string place = $"storage {Printable.Quote(key)}";
            long count = BitConverter.ToInt64(file.Read(position, StorageHeader, place));
            if (count != storage.Count || !places.TryAdd(key, position + StorageHeader))
            {
                throw file.Invalid($"{place}: {count} numbers, the pickle says {storage.Count}, or occurs twice");
            }

            if (count is < 0 or > ReadLimits.Elements * 8)
            {
                throw file.Invalid($"{place}: {count} numbers, allowed: up to {ReadLimits.Elements}");
            }

            position += StorageHeader + (count * (storage.Type?.Size ?? 1));
        }

        return places;
    }
}
