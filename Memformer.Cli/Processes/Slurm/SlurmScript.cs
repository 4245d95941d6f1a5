using System.Text;

namespace Memformer.Cli.Processes.Slurm;

/// <summary>The array script that is submitted: written to be read, kept in the output folder.</summary>
internal static class SlurmScript
{
    /// <summary>The script.</summary>
    /// <param name="program">The program that trains, with the arguments that start it, as the cluster's machines see it.</param>
    /// <param name="folder">The folder of the script, of the list of runs, and of logs; absolute.</param>
    /// <param name="settings">What is asked for.</param>
    public static string Of(IReadOnlyList<string> program, string folder, SlurmSettings settings)
    {
        StringBuilder text = new();
        text.Append("#!/bin/bash\n")
            .Append("#SBATCH --job-name=memformer\n")
            .Append("#SBATCH --ntasks=1\n")
            .Append("#SBATCH --cpus-per-task=1\n")
            .Append("#SBATCH --requeue\n")
            .Append("#SBATCH --open-mode=append\n")
            .Append($"#SBATCH --output={folder}/%A_%a.log\n")
            .Append($"#SBATCH --signal=B:USR1@{settings.SecondsToSave}\n");
        foreach (string option in Options(settings))
        {
            text.Append($"#SBATCH {option}\n");
        }

        text.Append(
            $$"""

            # Trains network number $1 + $SLURM_ARRAY_TASK_ID of the list {{Quoted($"{folder}/runs.txt")}}.
            # A training goes on from its last checkpoint; one that is trained ends at once.
            list={{Quoted($"{folder}/runs.txt")}}
            run=$(sed -n "$(($1 + SLURM_ARRAY_TASK_ID))p" "$list")
            rm -f "$run/failure.txt"
            log={{Quoted($"{folder}/")}}${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}.log

            # USR1 comes {{settings.SecondsToSave}} s before the time limit: save, and be queued again. TERM comes with scancel: save.
            # Slurm may send them before the training has begun.
            stopped= queue= training=
            trap 'stopped=yes; queue=yes; kill -TERM "$training" 2>/dev/null' USR1
            trap 'stopped=yes; kill -TERM "$training" 2>/dev/null' TERM
            {{string.Join(
                ' ',
                program.Select(Quoted)
            )}} train --resume --output "$run" --format jsonl >"$run/progress.jsonl" &
            training=$!
            [ -z "$stopped" ] || kill -TERM "$training" 2>/dev/null

            wait "$training"; code=$?
            # A wait that a signal ended is not the training's end.
            while kill -0 "$training" 2>/dev/null; do wait "$training"; code=$?; done

            if [ -n "$queue" ] && [ ! -f "$run/summary.json" ]; then
                echo "memformer: $run is saved and queued again"
                # Slurm ends what runs in this task, scontrol with it: a code above 128 says that it was heard.
                scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"; code=$?
                if [ "$code" -gt 0 ] && [ "$code" -lt 128 ]; then
                    echo "saved, and could not be queued again on $(hostname); log $log" >"$run/failure.txt"
                    exit 1
                fi
            elif [ "$code" -ne 0 ]; then
                echo "exit code $code on $(hostname); log $log" >"$run/failure.txt"
                exit "$code"
            fi

            """
        );
        return text.ToString();
    }

    private static IEnumerable<string> Options(SlurmSettings settings)
    {
        if (settings.Partition is { } partition)
        {
            yield return $"--partition={partition}";
        }

        if (settings.Time is { } time)
        {
            yield return $"--time={time}";
        }

        if (settings.Memory is { } memory)
        {
            yield return $"--mem={memory}";
        }

        foreach (string option in settings.Options)
        {
            yield return option;
        }
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
