package org.scxfleet.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Does a large fleet fit? Heap of 10,000 hosts of 64 CPUs and ten tasks a CPU, after the first tick
 * and a garbage collection.
 *
 * <p>Measured by {@link MemoryProbe} in a process of its own, with as much heap as the machine has
 * to spare, because the heap of this one is for ordinary runs. Where fewer hosts fit, the figure is
 * scaled up and the note says from how many: nothing is shared between hosts but the topology.
 */
final class MemoryBenchmark implements Benchmark {
    static final int HOSTS = 10_000;
    static final int CPUS = 64;
    static final int TASKS_PER_CPU = 10;

    private static final double GIB = 1L << 30;
    private static final Budget EIGHT_GIB = Budget.atMost(8, 2);
    private static final double SHARE_OF_FREE_MEMORY = 0.7;
    private static final long LARGEST_HEAP_MIB = 16 << 10;
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String question() {
        return "heap of 10,000 hosts of 64 CPUs and 640 tasks after their first tick";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        long heapMib = heapMib();
        progress.accept("memory: a process with a heap of " + heapMib + " MiB");
        MemoryProbe.Reading reading = fork(heapMib);
        double bytesPerHost = (double) reading.bytes() / reading.hosts();
        Samples gib = new Samples();
        gib.add(bytesPerHost * HOSTS / GIB);
        String note =
                String.format(
                        Locale.ROOT,
                        "%.0f KiB a host, measured at %,d hosts",
                        bytesPerHost / 1024,
                        reading.hosts());
        return List.of(BenchResult.alone(name(), gib, "GiB", Optional.of(EIGHT_GIB), note));
    }

    /** As much heap as a measuring process may have. */
    static long heapMib() {
        return Math.min(LARGEST_HEAP_MIB, (long) (availableMib() * SHARE_OF_FREE_MEMORY));
    }

    private static long availableMib() {
        try (Stream<String> lines = Files.lines(MEMINFO)) {
            String line =
                    lines.filter(text -> text.startsWith(AVAILABLE))
                            .findFirst()
                            .orElseThrow(() -> new BenchFailure(MEMINFO + " has no " + AVAILABLE));
            String[] words = line.substring(AVAILABLE.length()).strip().split(" ", 2);
            return Long.parseLong(words[0]) / 1024;
        } catch (IOException e) {
            throw new BenchFailure("cannot read " + MEMINFO, e);
        }
    }

    /** Runs {@link MemoryProbe} in a process of its own. */
    static MemoryProbe.Reading fork(long heapMib, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("-XX:+UseCompact")) {
                command.add(argument);
            }
        }
        command.addAll(
                List.of(
                        "-XX:+UseParallelGC",
                        "-Xmx" + heapMib + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryProbe.class.getName()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try (BufferedReader answer = process.inputReader(StandardCharsets.UTF_8)) {
                String line = answer.readLine();
                int status = process.waitFor();
                if (status != 0 || line == null) {
                    throw new BenchFailure("the measuring process ended with status " + status);
                }
                return MemoryProbe.Reading.parse(line);
            }
        } catch (IOException e) {
            throw new BenchFailure("cannot start " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }
}
