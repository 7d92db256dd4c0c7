package org.scxfleet.tests.requirement;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * The one way for a test to depend on something that a checkout alone does not have.
 *
 * <p>A test that silently passes where its data is missing says nothing, and one that fails there
 * makes the checkout useless without the data. So a missing thing prints {@code SKIPPED: …} with a
 * count, is reported by the test runner as a skip, and is a failure under {@code -Drequire.all},
 * which the continuous build sets when the data is there.
 */
public final class Requirement {
    /** System property: {@code true} turns every skip into a failure. */
    public static final String REQUIRE_ALL = "require.all";

    /** System property: the shared folder, where it is not beside or above the checkout. */
    public static final String SHARED_FOLDER = "shared.folder";

    private static final int FOLDERS_SEARCHED_UPWARDS_MAX = 8;
    private static final AtomicInteger SKIPS = new AtomicInteger();

    private Requirement() {}

    /**
     * The path of a file or folder below the shared folder, for example {@code
     * "kernel-measurements/cases"}. The shared folder is called {@code shared} and lies in one of
     * the folders above the module's own.
     */
    public static Path shared(String relativePath) {
        String given = System.getProperty(SHARED_FOLDER, "");
        if (!given.isEmpty()) {
            return present(Path.of(given).resolve(relativePath));
        }
        Path folder = Path.of("").toAbsolutePath();
        for (int i = 0; i < FOLDERS_SEARCHED_UPWARDS_MAX && folder != null; i++) {
            Path candidate = folder.resolve("shared").resolve(relativePath);
            if (Files.exists(candidate)) {
                return candidate;
            }
            folder = folder.getParent();
        }
        throw missing("shared/" + relativePath, Boolean.getBoolean(REQUIRE_ALL), System.out);
    }

    /** Returns the path if something exists there; skips or fails the test otherwise. */
    public static Path present(Path path) {
        that(Files.exists(path), path.toString());
        return path;
    }

    /** Skips or fails the test unless the thing is there; {@code what} names it. */
    public static void that(boolean available, String what) {
        if (!available) {
            throw missing(what, Boolean.getBoolean(REQUIRE_ALL), System.out);
        }
    }

    static RuntimeException missing(String what, boolean requireAll, PrintStream out) {
        if (requireAll) {
            throw new AssertionFailedError(
                    "missing, and -D" + REQUIRE_ALL + " does not allow a skip: " + what);
        }
        out.println("SKIPPED: " + what + " (skip " + SKIPS.incrementAndGet() + " of this module)");
        return new TestAbortedException("missing: " + what);
    }
}
