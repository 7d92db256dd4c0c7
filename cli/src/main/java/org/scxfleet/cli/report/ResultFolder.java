package org.scxfleet.cli.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.InputException;

/**
 * The folder with the result. It is written under another name beside its place and renamed when it
 * is complete, so it appears as a whole or not at all, and an earlier one stays until then.
 */
public final class ResultFolder implements AutoCloseable {
    private static final int NUMBERS_MAX = 9_999;

    private final Path place;
    private final Path unfinished;
    private final boolean replace;
    private boolean finished;

    private ResultFolder(Path place, Path unfinished, boolean replace) {
        this.place = place;
        this.unfinished = unfinished;
        this.replace = replace;
    }

    /**
     * Prepares the folder; called before the run, so that a wrong place is found at once.
     *
     * @param force an existing folder is replaced in the end
     * @throws InputException if the place is taken or cannot be written
     */
    public static ResultFolder prepare(Path place, boolean force) {
        if (Files.exists(place) && !force) {
            throw new InputException(
                    "--out " + place, "exists already; choose another folder, or add --force");
        }
        if (Files.exists(place) && !isReplaceable(place)) {
            throw new InputException(
                    "--out " + place,
                    "is no result folder (it has no result.json), so --force does not replace it");
        }
        Path absolute = place.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new InputException("--out " + place, "is no place for a folder");
        }
        try {
            Files.createDirectories(parent);
            Path unfinished =
                    parent.resolve("." + name + ".unfinished-" + ProcessHandle.current().pid());
            delete(unfinished);
            Files.createDirectory(unfinished);
            return new ResultFolder(absolute, unfinished, force);
        } catch (IOException e) {
            throw new InputException("--out " + place, "cannot be written: " + e.getMessage());
        }
    }

    /** {@code results/NAME}, or the first free {@code results/NAME-2}, {@code -3} and so on. */
    public static Path freePlace(Path parent, String name) {
        for (int number = 1; number <= NUMBERS_MAX; number++) {
            Path place = parent.resolve(number == 1 ? name : name + "-" + number);
            if (!Files.exists(place)) {
                return place;
            }
        }
        throw new InputException(
                "--out", parent + " has " + NUMBERS_MAX + " results of " + name + "; remove some");
    }

    /** Where files go while the result is unfinished. */
    public Path unfinished() {
        return unfinished;
    }

    /** Where the result will be. */
    public Path place() {
        return place;
    }

    /** Writes the files and puts the folder in its place. */
    public void finish(RunFigures figures) throws IOException {
        ObjectNode document = ResultJson.of(figures);
        Files.writeString(unfinished.resolve("result.json"), ResultJson.text(document));
        ResultTables.write(figures.outcome, unfinished);
        Path earlier = null;
        if (replace && Files.exists(place)) {
            earlier = unfinished.resolveSibling(unfinished.getFileName() + ".earlier");
            move(place, earlier);
        }
        try {
            move(unfinished, place);
        } catch (IOException e) {
            if (earlier != null) {
                move(earlier, place);
            }
            throw e;
        }
        finished = true;
        if (earlier != null) {
            delete(earlier);
        }
    }

    /** The document that {@code result.json} holds. */
    public static String json(RunFigures figures) {
        return ResultJson.text(ResultJson.of(figures));
    }

    /** Removes what is unfinished. */
    @Override
    public void close() {
        if (!finished) {
            try {
                delete(unfinished);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A result, or an empty folder: nothing else is ever deleted. */
    private static boolean isReplaceable(Path place) {
        if (!Files.isDirectory(place)) {
            return false;
        }
        try (Stream<Path> content = Files.list(place)) {
            return Files.isRegularFile(place.resolve("result.json")) || content.findAny().isEmpty();
        } catch (IOException e) {
            throw new InputException("--out " + place, "cannot be read: " + e.getMessage());
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    private static void delete(@Nullable Path folder) throws IOException {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
                            throws IOException {
                        if (e != null) {
                            throw e;
                        }
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
