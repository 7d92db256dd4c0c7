package org.scxfleet.cli.jobstudy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.pollux.PolluxProfileReader;
import org.scxfleet.workload.pollux.PolluxProfiles;

/** Opens the files of a study; whatever is wrong with one is the user's error. */
public final class StudyFiles {
    private static final String PACKED = ".gz";

    private StudyFiles() {}

    /** Reads a stream under the name of its file. */
    public interface Reader<T> {
        T read(InputStream in, String file) throws IOException;
    }

    /**
     * One file, unpacked if its name ends in {@code .gz}.
     *
     * @throws InputException if there is no such file, or it has to be mended
     */
    public static <T> T read(Path file, Reader<T> reader) {
        return read(file, file.toString().endsWith(PACKED), reader);
    }

    private static <T> T read(Path file, boolean packed, Reader<T> reader) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file.toString(), "there is no such file");
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = packed ? new GZIPInputStream(raw) : raw) {
            return reader.read(in, file.toString());
        } catch (BadInputException e) {
            throw new InputException("", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read: " + e.getMessage());
        }
    }

    /** Profiles in a folder, or packed as {@code .tar.gz}. */
    public static PolluxProfiles profiles(Path place) {
        if (!Files.isDirectory(place)) {
            return read(place, false, PolluxProfileReader::readArchive);
        }
        PolluxProfileReader reader = new PolluxProfileReader(place.toString());
        for (Path file : filesBelow(place)) {
            read(
                    file,
                    (in, name) -> {
                        reader.add(in, place.relativize(file).toString());
                        return name;
                    });
        }
        try {
            return reader.profiles();
        } catch (BadInputException e) {
            throw new InputException("", String.valueOf(e.getMessage()));
        }
    }

    private static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new InputException(folder.toString(), "cannot be read: " + e.getMessage());
        }
    }
}
