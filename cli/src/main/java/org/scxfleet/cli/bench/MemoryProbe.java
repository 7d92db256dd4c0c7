package org.scxfleet.cli.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.Host;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.topology.CpuTopology;

/**
 * A process that makes hosts until 10,000 exist or the heap is nearly full, and says how large they
 * are.
 */
public final class MemoryProbe {
    private static final int FIRST_LOOK = 100;
    private static final double FULL = 0.8;
    private static final long AFTER_FIRST_TICK_NS = 4_000_001;
    private static final List<Step> WORK =
            List.of(new Step.Compute(Amount.of(1_000_000)), new Step.Sleep(Amount.of(1_000_000)));

    private MemoryProbe() {}

    /** What the process found; its one line of output. */
    record Reading(int hosts, long bytes) {
        static Reading parse(String line) {
            String[] words = line.split(" ", -1);
            return new Reading(Integer.parseInt(words[0]), Long.parseLong(words[1]));
        }

        @Override
        public String toString() {
            return hosts + " " + bytes;
        }
    }

    public static void main(String[] arguments) {
        System.out.println(measure(MemoryBenchmark.HOSTS));
    }

    /** Makes that many hosts, or fewer if they do not fit. */
    static Reading measure(int wanted) {
        CpuTopology topology = CpuTopology.flat(MemoryBenchmark.CPUS);
        List<Host> hosts = new ArrayList<>();
        long empty = usedBytes();
        add(hosts, Math.min(FIRST_LOOK, wanted), topology);
        double bytesPerHost = (double) (usedBytes() - empty) / hosts.size();
        double room = Runtime.getRuntime().maxMemory() * FULL;
        add(hosts, (int) Math.min(wanted, room / bytesPerHost), topology);
        return new Reading(hosts.size(), usedBytes() - empty);
    }

    private static void add(List<Host> hosts, int upTo, CpuTopology topology) {
        int tasks = MemoryBenchmark.CPUS * MemoryBenchmark.TASKS_PER_CPU;
        while (hosts.size() < upTo) {
            int number = hosts.size();
            Host host = EmulatedLoad.host("host-" + number, number, topology, tasks, WORK);
            EmulatedLoad.advance(host, AFTER_FIRST_TICK_NS);
            hosts.add(host);
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
