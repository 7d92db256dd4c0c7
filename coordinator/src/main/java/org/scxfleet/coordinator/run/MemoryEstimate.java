package org.scxfleet.coordinator.run;

import java.util.List;
import java.util.Locale;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.task.TaskSpec;

/**
 * How much memory the hosts of a run will take, from the budgets of the model: so much for each
 * host, CPU and task. Coarse on purpose; it keeps a run that cannot fit from starting.
 *
 * @param hosts hosts
 * @param cpus CPUs of all hosts and guests
 * @param tasks tasks that start on all of them
 */
public record MemoryEstimate(long hosts, long cpus, long tasks) {
    private static final long BYTES_PER_HOST = 64 << 10;
    private static final long BYTES_PER_CPU = 4 << 10;
    private static final long BYTES_PER_TASK = 512;

    /** The program itself, its actors, and what a young heap needs to breathe. */
    private static final long BYTES_BASE = 160L << 20;

    /** Of hosts that are completely described. */
    public static MemoryEstimate of(List<HostSpec> hosts) {
        long cpus = 0;
        long tasks = 0;
        for (HostSpec host : hosts) {
            cpus += host.kernel().topology().cpuCount();
            tasks += instances(host.kernel().tasks());
            for (GuestSpec guest : host.guests()) {
                int vcpus = guest.kernel().topology().cpuCount();
                cpus += vcpus;
                tasks += vcpus + instances(guest.kernel().tasks());
            }
        }
        return new MemoryEstimate(hosts.size(), cpus, tasks);
    }

    private static long instances(List<TaskSpec> tasks) {
        return tasks.stream().mapToLong(TaskSpec::instances).sum();
    }

    public long bytes() {
        return BYTES_BASE + hosts * BYTES_PER_HOST + cpus * BYTES_PER_CPU + tasks * BYTES_PER_TASK;
    }

    /** {@code about 1.2 GiB for 1,213 hosts, 107,018 CPUs and 80,000 tasks}. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "about %s for %,d hosts, %,d CPUs and %,d tasks",
                size(bytes()),
                hosts,
                cpus,
                tasks);
    }

    /** A size in the unit that suits it. */
    public static String size(long bytes) {
        return bytes < 10L << 30
                ? String.format(Locale.ROOT, "%,d MiB", (bytes + (1 << 20) - 1) >> 20)
                : String.format(Locale.ROOT, "%,.1f GiB", bytes / (double) (1 << 30));
    }

    /** Why the run cannot start with that much heap; empty if it can. */
    public String refusal(long heapBytes) {
        if (bytes() <= heapBytes) {
            return "";
        }
        return "the run does not fit in memory: it needs "
                + text()
                + ", and the program may use "
                + size(heapBytes)
                + "; take fewer or smaller hosts, or allow more with SCXFLEET_JAVA_OPTS=-Xmx…";
    }
}
