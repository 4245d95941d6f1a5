using System.Runtime.InteropServices;

namespace Memformer.Learn.Files;

/// <summary>
/// What the system says of a path before anything is opened: opening a FIFO waits for its other end, and a device has no
/// length. .NET tells folders from files only.
/// </summary>
/// <param name="Kind">What the path leads to, symbolic links followed.</param>
/// <param name="Length">In bytes; 0 for anything but a regular file.</param>
/// <param name="Permissions">The permission bits; null where there is nothing, or where the system has none.</param>
/// <param name="Identity">Equal for two paths to one file; null where the system does not say.</param>
public sealed record FileStatus(
    FileKind Kind,
    long Length,
    UnixFileMode? Permissions,
    (ulong Device, ulong Node)? Identity
)
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7ff;
    private const int TypeMask = 0xf000;

    private static readonly FileStatus Absent = new(FileKind.Absent, 0, null, null);

    /// <summary>Whether nobody may write it, the superuser's privilege aside.</summary>
    public bool IsReadOnly =>
        Permissions is { } bits
        && (bits & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;

    /// <summary>The status of a path.</summary>
    public static FileStatus Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || path.Contains('\0'))
        {
            return Absent;
        }

        return OperatingSystem.IsLinux() ? OnLinux(path) : Elsewhere(path);
    }

    /// <summary>Whether two paths lead to one file.</summary>
    public static bool AreSame(string one, string other)
    {
        FileStatus first = Of(one);
        FileStatus second = Of(other);
        if (first.Kind == FileKind.Absent || second.Kind == FileKind.Absent)
        {
            return false;
        }

        return first.Identity is null
            ? Path.GetFullPath(one) == Path.GetFullPath(other)
            : first.Identity == second.Identity;
    }

    private static FileStatus OnLinux(string path)
    {
        Span<byte> fields = stackalloc byte[256];
        if (Statx(CurrentFolder, path, 0, BasicFields, ref MemoryMarshal.GetReference(fields)) != 0)
        {
            return Absent;
        }

        ushort mode = MemoryMarshal.Read<ushort>(fields[28..]);
        FileKind kind = (mode & TypeMask) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            _ => FileKind.Device,
        };
        ulong device = ((ulong)MemoryMarshal.Read<uint>(fields[136..]) << 32) | MemoryMarshal.Read<uint>(fields[140..]);
        return new FileStatus(
            kind,
            kind == FileKind.Regular ? MemoryMarshal.Read<long>(fields[40..]) : 0,
            (UnixFileMode)(mode & 0xfff),
            (device, MemoryMarshal.Read<ulong>(fields[32..]))
        );
    }

    private static FileStatus Elsewhere(string path)
    {
        if (Directory.Exists(path))
        {
            return new FileStatus(FileKind.Folder, 0, null, null);
        }

        FileInfo file = new(path);
        UnixFileMode? mode = OperatingSystem.IsWindows() ? null : file.UnixFileMode;
        return file.Exists
            ? new FileStatus(
                file.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Device : FileKind.Regular,
                file.Length,
                mode,
                null
            )
            : Absent;
    }

    // The layout of struct statx is the same on every architecture.
    [DllImport("libc", EntryPoint = "statx", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        ref byte fields
    );
}
