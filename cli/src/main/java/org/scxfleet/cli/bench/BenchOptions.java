package org.scxfleet.cli.bench;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param repetitions of every figure, interleaved with its yardstick
 * @param secondsEach CPU time of one repetition
 * @param warmUpSeconds CPU time before the first one, until the compiler has settled
 * @param data folder with the public data sets, for benchmarks on real input
 * @param version of this program, which its processes must have too
 */
public record BenchOptions(
        int repetitions,
        double secondsEach,
        double warmUpSeconds,
        Optional<Path> data,
        String version) {
    /** Five repetitions of a second each. */
    public static final BenchOptions DEFAULTS = new BenchOptions(5, 1.0, 4.0, Optional.empty(), "");

    public BenchOptions {
        if (repetitions < 1 || secondsEach <= 0 || warmUpSeconds < 0) {
            throw new IllegalArgumentException(
                    repetitions
                            + " repetitions of "
                            + secondsEach
                            + " s after "
                            + warmUpSeconds
                            + " s: at least one repetition of more than 0 s is needed");
        }
    }

    public BenchOptions withData(Path folder) {
        return new BenchOptions(
                repetitions, secondsEach, warmUpSeconds, Optional.of(folder), version);
    }

    public BenchOptions withVersion(String programVersion) {
        return new BenchOptions(repetitions, secondsEach, warmUpSeconds, data, programVersion);
    }
}
