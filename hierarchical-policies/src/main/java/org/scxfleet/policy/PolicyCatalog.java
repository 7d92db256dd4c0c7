package org.scxfleet.policy;

import java.util.Comparator;
import java.util.List;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.policy.example.CentralScheduler;
import org.scxfleet.policy.example.Cpu0Scheduler;
import org.scxfleet.policy.example.PairScheduler;
import org.scxfleet.policy.example.SdtScheduler;
import org.scxfleet.policy.example.SimpleScheduler;
import org.scxfleet.policy.flatcg.FlatcgScheduler;
import org.scxfleet.policy.gpu.GpuAwareScheduler;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.policy.qmap.QmapScheduler;

/**
 * The schedulers written in Java, by name, in the order in which they are listed.
 *
 * <p>Names are those of the kernel's ops structures, without the prefix of the program; policies of
 * this repository follow.
 */
public final class PolicyCatalog implements SchedulerResolver {
    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry(
                            "simple",
                            "one shared queue, by weighted virtual time or first come first served",
                            SimpleScheduler.OPTIONS,
                            SimpleScheduler::new),
                    new Entry(
                            "cpu0",
                            "everything that may runs on CPU 0, to overload it",
                            Cpu0Scheduler.OPTIONS,
                            Cpu0Scheduler::new),
                    new Entry(
                            "central",
                            "one CPU decides for all, infinite slices, a timer preempts",
                            CentralScheduler.OPTIONS,
                            CentralScheduler::new),
                    new Entry(
                            "pair",
                            "pairs of CPUs run tasks of one cgroup at a time",
                            PairScheduler.OPTIONS,
                            PairScheduler::new),
                    new Entry(
                            "flatcg",
                            "hierarchical cgroup weights, flattened",
                            FlatcgScheduler.OPTIONS,
                            FlatcgScheduler::new),
                    new Entry(
                            "sdt",
                            "first come first served, with statistics per task",
                            SdtScheduler.OPTIONS,
                            SdtScheduler::new),
                    new Entry(
                            "qmap",
                            "five FIFOs by weight, and faults on demand",
                            QmapScheduler.OPTIONS,
                            QmapScheduler::new),
                    new Entry(
                            "gpu-aware",
                            "threads that launch to a GPU run near it and before others",
                            GpuAwareScheduler.OPTIONS,
                            GpuAwareScheduler::new));

    /**
     * A scheduler.
     *
     * @param description one line
     * @param options what it takes
     */
    public record Entry(
            String name, String description, List<PolicyOption> options, SchedulerFactory factory) {
        public Entry {
            options = List.copyOf(options);
        }
    }

    /** All schedulers, in the order in which they are listed. */
    public List<Entry> entries() {
        return ENTRIES;
    }

    /** True if there is a scheduler of that name. */
    public boolean contains(String name) {
        return ENTRIES.stream().anyMatch(entry -> entry.name().equals(name));
    }

    /**
     * The scheduler of that name.
     *
     * @throws IllegalArgumentException if there is none; the message proposes the nearest name
     */
    public Entry entry(String name) {
        for (Entry entry : ENTRIES) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        throw new IllegalArgumentException(
                "no built-in scheduler '"
                        + name
                        + "'; did you mean "
                        + nearest(name)
                        + "? There are "
                        + String.join(", ", ENTRIES.stream().map(Entry::name).toList())
                        + ", and "
                        + SchedulerSpec.FAIR
                        + " for none");
    }

    @Override
    public SchedulerFactory resolve(SchedulerSpec scheduler) {
        return entry(scheduler.name()).factory();
    }

    /** The name with the fewest edits; the earlier one in the list among equals. */
    private static String nearest(String name) {
        return ENTRIES.stream()
                .map(Entry::name)
                .min(Comparator.comparingInt(known -> edits(name, known)))
                .orElseThrow();
    }

    /** Insertions, deletions and replacements that turn one word into the other. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
