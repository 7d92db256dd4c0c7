package org.scxfleet.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The scenarios of the benchmarks, which are resources of the program. */
final class BenchScenario {
    private BenchScenario() {}

    /** Writes the scenario to a temporary file, which is the caller's to delete. */
    static Path copy(String resource) throws IOException {
        Path file = Files.createTempFile("scxfleet-bench", resource);
        try (InputStream in = BenchScenario.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new BenchFailure("the program has no resource " + resource);
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
