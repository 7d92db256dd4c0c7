package org.scxfleet.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What does a host under a BPF object keep in memory? Heap of 1,000 hosts of 64 CPUs and one task a
 * CPU after their first tick, for each object there is, in processes of their own.
 */
final class BpfMemoryBenchmark implements Benchmark {
    private static final int HOSTS = 1_000;
    private static final int TASKS_PER_CPU = 1;
    private static final double MIB = 1L << 20;
    private static final Budget ONE_MIB = Budget.atMost(1, 0.5);

    @Override
    public String name() {
        return "memory-bpf";
    }

    @Override
    public String question() {
        return "heap of a host of 64 CPUs and 64 tasks under a BPF object, among 1,000";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        List<Path> objects = BpfInput.all(options);
        if (objects.isEmpty()) {
            progress.accept(
                    name() + ": left out, there is no object; examples/bpf/build makes some");
        }
        List<BenchResult> results = new ArrayList<>();
        long heapMib = MemoryBenchmark.heapMib();
        for (Path object : objects) {
            try {
                BpfInput.factory(object);
            } catch (IllegalArgumentException refused) {
                progress.accept(name() + ": left out, " + refused.getMessage());
                continue;
            }
            MemoryProbe.Reading reading =
                    MemoryBenchmark.fork(
                            heapMib,
                            object.toString(),
                            String.valueOf(HOSTS),
                            String.valueOf(TASKS_PER_CPU));
            Samples mib = new Samples();
            mib.add(reading.bytes() / MIB / reading.hosts());
            String title = String.valueOf(object.getFileName()).replaceFirst("\\.bpf\\.o$", "");
            results.add(
                    BenchResult.alone(
                            name() + "/" + title,
                            mib,
                            "MiB a host",
                            Optional.of(ONE_MIB),
                            String.format(Locale.ROOT, "of %,d hosts", reading.hosts())));
        }
        return results;
    }
}
