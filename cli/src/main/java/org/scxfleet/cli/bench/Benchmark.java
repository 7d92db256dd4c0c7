package org.scxfleet.cli.bench;

import java.util.List;
import java.util.function.Consumer;

/** One question about speed or size. */
interface Benchmark {
    String name();

    /** One line for a list. */
    String question();

    /** Whether it needs the folder with the public data sets. */
    default boolean needsData() {
        return false;
    }

    /**
     * Measures; takes seconds to minutes.
     *
     * @param progress is told what happens, one line at a time
     * @throws BenchFailure if this machine does not let it be measured
     */
    List<BenchResult> run(BenchOptions options, Consumer<String> progress);
}
