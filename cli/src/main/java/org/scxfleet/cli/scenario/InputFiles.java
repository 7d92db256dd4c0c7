package org.scxfleet.cli.scenario;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.fleet.WireLimits;

/**
 * The files that a scenario names. A path in the scenario is relative to the scenario's folder, one
 * given on the command line to the working directory.
 */
public final class InputFiles {
    /** Largest file that is read as a whole. */
    static final long FILE_BYTES_MAX = 1L << 30;

    private final Path scenarioFolder;

    InputFiles(Path scenarioFolder) {
        this.scenarioFolder = scenarioFolder;
    }

    /** The file that the field names; null with a problem if it cannot be read. */
    @Nullable Path existing(Field field) {
        Path path = path(field);
        if (Files.isDirectory(path)) {
            field.problem(path + " is a folder, a file is expected");
        } else if (!Files.exists(path)) {
            field.problem("there is no file " + path);
        } else if (!Files.isReadable(path)) {
            field.problem(path + " cannot be read: no permission");
        } else {
            return path;
        }
        return null;
    }

    /** Where the field points to, whether something is there or not. */
    Path path(Field field) {
        boolean fromCommandLine = field.origin().line() == 0;
        Path path = Path.of(field.text().replace("\0", ""));
        return fromCommandLine ? path : scenarioFolder.resolve(path).normalize();
    }

    /**
     * @throws InputException if it cannot be read, or is no text in UTF-8
     */
    static String text(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new InputException(
                        file.toString(), "larger than " + (FILE_BYTES_MAX >> 20) + " MiB");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new InputException(file.toString(), "is no text in UTF-8");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * A BPF object.
     *
     * @throws InputException if it cannot be read, or is too large
     */
    public static byte[] object(Path file) {
        try {
            long size = Files.size(file);
            if (size == 0 || size > WireLimits.OBJECT_BYTES_MAX) {
                throw new InputException(
                        file.toString(),
                        "has "
                                + size
                                + " bytes, an object has 1 to "
                                + WireLimits.OBJECT_BYTES_MAX);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** A stream of the file's content, unpacked if its name ends in {@code .gz}. */
    static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    static InputException unreadable(Path file, IOException e) {
        String reason =
                Files.exists(file) ? "cannot be read: " + e.getMessage() : "there is no such file";
        return new InputException(file.toString(), reason);
    }
}
