package org.scxfleet.tests.commandline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the program in a process of its own, with the class path of the tests. */
public final class Program {
    /** Longest time that one call may take. */
    private static final long TIMEOUT_S = 240;

    /** Root of the checkout. */
    public static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    /** What a call left behind. */
    public record Outcome(int exit, String out, String err) {}

    private Program() {}

    /** Runs the program in a folder and waits for it. */
    public static Outcome run(Path folder, String... arguments) {
        return run(folder, List.of(), arguments);
    }

    /** Runs the program with options of the Java machine. */
    public static Outcome run(Path folder, List<String> javaOptions, String... arguments) {
        try {
            Path out = Files.createTempFile("scxfleet", ".out");
            Path err = Files.createTempFile("scxfleet", ".err");
            Process process =
                    new ProcessBuilder(command(javaOptions, arguments))
                            .directory(folder.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "no end after " + TIMEOUT_S + " s: " + String.join(" ", arguments));
            }
            Outcome outcome =
                    new Outcome(
                            process.exitValue(),
                            Files.readString(out, StandardCharsets.UTF_8),
                            Files.readString(err, StandardCharsets.UTF_8));
            Files.delete(out);
            Files.delete(err);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> command(List<String> javaOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(javaOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("org.scxfleet.cli.Main");
        command.addAll(List.of(arguments));
        return command;
    }
}
