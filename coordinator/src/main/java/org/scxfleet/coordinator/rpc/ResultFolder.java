package org.scxfleet.coordinator.rpc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.v1.CoordinatorProto;
import org.scxfleet.v1.CoordinatorProto.ResultPart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finished runs as files of a folder, one each: the state, then the parts of the result, as
 * messages with their length in front. A file appears complete or not at all.
 */
public final class ResultFolder implements FinishedRuns {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFolder.class);
    private static final Pattern NAME = Pattern.compile("run-(\\d{1,18})\\.result");
    private static final String PARTIAL = ".partial";

    /** File with the number of the run that was taken last, done or not. */
    private static final String LAST_NUMBER = "last-number";

    private final Path folder;

    private ResultFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * @throws EnvironmentException if it is not a folder that can be written to
     */
    public static ResultFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            // What an earlier process was writing when it ended.
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(PARTIAL)).toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(Files.createTempFile(folder, "probe", PARTIAL));
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentException(
                    "cannot keep results in "
                            + folder
                            + ": it must be a folder that this process can write to ("
                            + e.getMessage()
                            + ")",
                    e);
        }
        return new ResultFolder(folder);
    }

    @Override
    public List<RunState> kept() {
        TreeMap<Long, RunState> states = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    RunState state = stateOf(file);
                    if (state != null) {
                        states.put(state.number(), state);
                    }
                }
            }
        } catch (IOException e) {
            throw new EnvironmentException("cannot read the results in " + folder + ": " + e, e);
        }
        return List.copyOf(states.values());
    }

    /** Null if the file is not of this program. */
    private static @Nullable RunState stateOf(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            CoordinatorProto.RunState state = CoordinatorProto.RunState.parseDelimitedFrom(in);
            if (state != null) {
                return RunStateCodec.decode(state);
            }
            LOG.warn("{} is empty; left alone", file);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is not a result of this program ({}); left alone", file, e.getMessage());
        }
        return null;
    }

    @Override
    public void keep(RunState state, RunResult result) {
        Path file = file(state.number());
        Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
                RunStateCodec.encode(state).writeDelimitedTo(out);
                Iterator<ResultPart> parts = ResultParts.of(result);
                while (parts.hasNext()) {
                    parts.next().writeDelimitedTo(out);
                }
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(partial);
            throw new EnvironmentException("cannot keep the result as " + file + ": " + e, e);
        }
    }

    @Override
    public RunResult result(long number) {
        Path file = file(number);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            CoordinatorProto.RunState.parseDelimitedFrom(in);
            return ResultParts.read(partsOf(in).iterator());
        } catch (IOException e) {
            throw new EnvironmentException("cannot read the result in " + file + ": " + e, e);
        }
    }

    @Override
    public void number(long given) {
        Path file = folder.resolve(LAST_NUMBER);
        Path partial = folder.resolve(LAST_NUMBER + PARTIAL);
        try {
            Files.writeString(partial, given + "\n");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(partial);
            throw new EnvironmentException(
                    "takes no run, because there is no room for its result in " + folder + ": " + e,
                    e);
        }
    }

    @Override
    public long lastNumber() {
        Path file = folder.resolve(LAST_NUMBER);
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            throw new EnvironmentException("cannot read the last number in " + file + ": " + e, e);
        }
    }

    private static List<ResultPart> partsOf(InputStream in) throws IOException {
        List<ResultPart> parts = new ArrayList<>();
        ResultPart part = ResultPart.parseDelimitedFrom(in);
        while (part != null) {
            parts.add(part);
            part = ResultPart.parseDelimitedFrom(in);
        }
        return parts;
    }

    @Override
    public void drop(long number) {
        delete(file(number));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("cannot delete {}", file, e);
        }
    }

    private Path file(long number) {
        return folder.resolve("run-" + number + ".result");
    }
}
