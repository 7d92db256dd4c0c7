package org.scxfleet.coordinator.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts a node process.
 *
 * <p>The node listens on a free port of the loopback interface and prints its {@link
 * org.scxfleet.fleet.Announcement}. It is told to end when its standard input does: that is a pipe
 * from this process, which breaks however this process ends.
 *
 * @param words program and arguments
 */
public record NodeCommand(List<String> words) {
    /** Option of the {@code node} command: end when standard input ends. */
    public static final String STOP_WITH_PARENT = "--stop-with-parent";

    private static final String MAIN_CLASS = "org.scxfleet.cli.Main";

    /**
     * Ctrl-C in a terminal goes to every process there; only this one shall act on it, and end the
     * others. A signal that is ignored when a program starts stays ignored, also in a JVM.
     */
    private static final List<String> DEAF_TO_INTERRUPTS =
            List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");

    /** What a JVM that runs hosts needs and this one may have been started without. */
    private static final List<String> JVM_OPTIONS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:+ExitOnOutOfMemoryError");

    public NodeCommand {
        words = List.copyOf(words);
    }

    /**
     * This program again, as a node, in a JVM with the same class path and options.
     *
     * @param threads that run hosts
     * @param heapBytes largest heap
     */
    public static NodeCommand ofThisProgram(int threads, long heapBytes) {
        return of(MAIN_CLASS, threads, heapBytes);
    }

    static NodeCommand of(String mainClass, int threads, long heapBytes) {
        List<String> words = new ArrayList<>(DEAF_TO_INTERRUPTS);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(inheritedOptions());
        words.addAll(JVM_OPTIONS);
        words.add("-Xmx" + heapBytes);
        words.add("-cp");
        words.add(absolute(System.getProperty("java.class.path", "")));
        words.add(mainClass);
        words.addAll(List.of("node", "--listen", "127.0.0.1:0"));
        words.addAll(List.of("--threads", String.valueOf(threads), STOP_WITH_PARENT));
        return new NodeCommand(words);
    }

    /** Options that somebody gave this JVM, except the heap, debuggers and agents. */
    private static List<String> inheritedOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:") || option.startsWith("-D"))
                .filter(option -> !option.contains("HeapSize") && !option.contains("RAM"))
                .toList();
    }

    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
