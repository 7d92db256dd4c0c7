package org.scxfleet.tests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the sources and the compiled classes of the checkout under test lie. */
final class Checkout {
    static final Path ROOT = Path.of(System.getProperty("scxfleet.checkout", ".."));
    private static final String BUILD_FOLDER =
            System.getProperty("scxfleet.build.folder", "target");

    private Checkout() {}

    static Path classes(Path module) {
        return module.resolve(BUILD_FOLDER).resolve("classes");
    }

    static Path testClasses(Path module) {
        return module.resolve(BUILD_FOLDER).resolve("test-classes");
    }

    /** The folders that hold code: every product module and the two folders of tests. */
    static List<Path> modulesWithTests() {
        List<Path> folders = new ArrayList<>();
        for (ProductModule module : ProductModule.values()) {
            folders.add(module.path());
        }
        folders.add(ROOT.resolve("tests"));
        folders.add(ROOT.resolve("tests/requirement"));
        return folders;
    }

    /** All Java files below {@code folder}, sorted; none if it does not exist. */
    static List<Path> javaFiles(Path folder) {
        return files(folder, ".java");
    }

    static List<Path> files(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
