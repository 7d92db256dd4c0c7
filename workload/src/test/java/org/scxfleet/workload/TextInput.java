package org.scxfleet.workload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.scxfleet.tests.requirement.Requirement;

/** Streams for readers: of text in a test, or of a file of the datasets. */
public final class TextInput {
    private TextInput() {}

    /** Lines, each ended. */
    public static InputStream lines(String... lines) {
        String text = String.join("\n", lines) + "\n";
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file of the shared folder's datasets, unpacked; the test is skipped where it is absent. */
    public static InputStream dataset(String path) throws IOException {
        Path file = Requirement.shared("datasets/" + path);
        InputStream in = Files.newInputStream(file);
        return path.endsWith(".gz") ? new GZIPInputStream(in) : in;
    }
}
