using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit little-endian ELF library and marks one of the symbol versions it needs as weak.
/// </summary>
/// <remarks>
/// TorchSharp's libLibTorchSharp.so needs version GLIBCXX_3.4.32 (GCC 13) of libstdc++, for one marker symbol that
/// nothing calls. Debian 12 and Ubuntu 22.04 have an older libstdc++, and their dynamic loader refuses the whole
/// library. With VER_FLG_WEAK set on that one entry of .gnu.version_r the loader goes on, here and on newer systems
/// alike. Only the copy changes, never the file in the package folder.
/// </remarks>
public class WeakenSymbolVersion : Task
{
    private const int VersionNeedSection = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>The library as its package has it.</summary>
    [Required]
    public string Source { get; set; }

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string Destination { get; set; }

    /// <summary>The symbol version, e.g. GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; }

    /// <summary>The SHA-256 of the library that is known to need this, in hexadecimal.</summary>
    [Required]
    public string Digest { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        byte[] image = File.ReadAllBytes(Source);
        string digest = DigestOf(image);
        if (digest != Digest)
        {
            Log.LogError(
                "{0}: has the SHA-256 {1}, not that of the library that is mended; after an update of TorchSharp put it into TorchSharpNative.targets",
                Source,
                digest
            );
            return false;
        }

        if (image.Length < 64 || BitConverter.ToUInt32(image, 0) != 0x464c457f || image[4] != 2 || image[5] != 1)
        {
            Log.LogError("{0}: not a 64-bit little-endian ELF file", Source);
            return false;
        }

        int weakened = 0;
        foreach (int entry in EntriesNamed(image, Version))
        {
            ushort flags = (ushort)(BitConverter.ToUInt16(image, entry + 4) | Weak);
            image[entry + 4] = (byte)flags;
            image[entry + 5] = (byte)(flags >> 8);
            weakened++;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination)));
        string temporary = Destination + ".tmp";
        File.WriteAllBytes(temporary, image);
        File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(Source));
        File.Delete(Destination);
        File.Move(temporary, Destination);
        Log.LogMessage(
            weakened == 0 ? "{0} does not need {1}: copied as it is" : "{0}: {1} is weak in the copy",
            Source,
            Version
        );
        return true;
    }

    private static string DigestOf(byte[] image)
    {
        using (System.Security.Cryptography.SHA256 hash = System.Security.Cryptography.SHA256.Create())
        {
            return BitConverter.ToString(hash.ComputeHash(image)).Replace("-", "").ToLowerInvariant();
        }
    }

    /// <summary>The offsets of the auxiliary entries (Elf64_Vernaux) that ask for the version.</summary>
    private static IEnumerable<int> EntriesNamed(byte[] image, string version)
    {
        long sections = BitConverter.ToInt64(image, 0x28);
        int size = BitConverter.ToUInt16(image, 0x3a);
        int count = BitConverter.ToUInt16(image, 0x3c);
        for (int i = 0; i < count; i++)
        {
            int section = (int)(sections + i * size);
            if (BitConverter.ToInt32(image, section + 4) != VersionNeedSection)
            {
                continue;
            }

            int linked = (int)(sections + BitConverter.ToInt32(image, section + 0x28) * size);
            int names = (int)BitConverter.ToInt64(image, linked + 0x18);
            int need = (int)BitConverter.ToInt64(image, section + 0x18);
            for (int next = 1; next != 0; need += next)
            {
                int entry = need + BitConverter.ToInt32(image, need + 8);
                for (int auxiliary = BitConverter.ToUInt16(image, need + 2); auxiliary > 0; auxiliary--)
                {
                    if (NameAt(image, names + BitConverter.ToInt32(image, entry + 8)) == version)
                    {
                        yield return entry;
                    }

                    entry += BitConverter.ToInt32(image, entry + 12);
                }

                next = BitConverter.ToInt32(image, need + 12);
            }
        }
    }

    private static string NameAt(byte[] image, int offset)
    {
        int end = Array.IndexOf(image, (byte)0, offset);
        return Encoding.ASCII.GetString(image, offset, end - offset);
    }
}
