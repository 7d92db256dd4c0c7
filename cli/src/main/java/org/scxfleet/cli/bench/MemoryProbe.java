package org.scxfleet.cli.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.scxfleet.host.Host;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.policy.PolicyCatalog;
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

    /**
     * Without arguments, hosts of the Java scheduler; with the name of an object, a number of hosts
     * and one of tasks for each CPU, hosts under that object.
     */
    public static void main(String[] arguments) {
        System.out.println(
                arguments.length == 0
                        ? measure(MemoryBenchmark.HOSTS)
                        : measure(
                                Integer.parseInt(arguments[1]),
                                MemoryBenchmark.CPUS * Integer.parseInt(arguments[2]),
                                BpfInput.scheduler(Path.of(arguments[0]))));
    }

    /** Makes that many hosts, or fewer if they do not fit. */
    static Reading measure(int wanted) {
        return measure(
                wanted, MemoryBenchmark.CPUS * MemoryBenchmark.TASKS_PER_CPU, new PolicyCatalog());
    }

    private static Reading measure(int wanted, int tasks, SchedulerResolver schedulers) {
        CpuTopology topology = CpuTopology.flat(MemoryBenchmark.CPUS);
        IntFunction<Host> maker =
                number ->
                        EmulatedLoad.host(
                                "host-" + number, number, topology, tasks, WORK, schedulers);
        // What all hosts share is there after the first one.
        EmulatedLoad.advance(maker.apply(0), AFTER_FIRST_TICK_NS);
        List<Host> hosts = new ArrayList<>();
        long empty = usedBytes();
        add(hosts, Math.min(FIRST_LOOK, wanted), maker);
        double bytesPerHost = (double) (usedBytes() - empty) / hosts.size();
        double room = Runtime.getRuntime().maxMemory() * FULL;
        add(hosts, (int) Math.min(wanted, room / bytesPerHost), maker);
        return new Reading(hosts.size(), usedBytes() - empty);
    }

    private static void add(List<Host> hosts, int upTo, IntFunction<Host> maker) {
        while (hosts.size() < upTo) {
            Host host = maker.apply(hosts.size());
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
