package org.scxfleet.bpf.scx;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.profile.Expression;
import org.scxfleet.bpf.profile.OptionValues;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/** What the names in a profile stand for on one host. */
final class HostNames implements Expression.Names {
    private static final String TOPOLOGY = "$topology.";
    private static final String OPTION = "$option.";
    private static final String KNOWN =
            "there are $topology.{cpus, cores, llcs, nodes, sockets, smt, fastest, slowest},"
                    + " $topology.{core, llc, node, socket, capacity, sibling, llc_first}(cpu),"
                    + " $topology.by_capacity(position), $topology.node_of_llc(llc),"
                    + " $topology.{core_mask, llc_mask, node_mask}(number, word), $option.NAME,"
                    + " $hz, $loader.pid, $i, $outer, $self, and the kernel's constants";

    private final SchedulerEnvironment environment;
    private final Btf constants;
    private @Nullable OptionValues options;
    private int[] byCapacity = new int[0];
    private long index;
    private long outerIndex;
    private long self;

    HostNames(SchedulerEnvironment environment, Btf constants) {
        this.environment = environment;
        this.constants = constants;
    }

    void use(OptionValues values) {
        options = values;
    }

    /** Sets what {@code $i} is and returns what it was. */
    long index(long value) {
        long outer = index;
        index = value;
        return outer;
    }

    /** Begins a list within an element of a list; returns what {@code $outer} was. */
    long enter() {
        long before = outerIndex;
        outerIndex = index;
        return before;
    }

    /** Ends a list that {@link #enter} began. */
    void leave(long before) {
        outerIndex = before;
    }

    /** Sets what {@code $self} is. */
    void self(long value) {
        self = value;
    }

    @Override
    public long value(String name, List<Long> arguments) {
        if (name.startsWith(TOPOLOGY)) {
            return topology(name.substring(TOPOLOGY.length()), arguments);
        }
        OptionValues given = options;
        if (name.startsWith(OPTION) && given != null) {
            return given.value(name.substring(OPTION.length()));
        }
        return switch (name) {
            case "$i" -> index;
            case "$outer" -> outerIndex;
            case "$self" -> self;
            case "$hz" -> environment.hz();
            case "$loader.pid" -> environment.loaderPid();
            default -> {
                Long constant = constants.constant(name);
                if (constant == null) {
                    throw unknown(name);
                }
                yield constant;
            }
        };
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("unknown name '" + name + "'; " + KNOWN);
    }

    private long topology(String name, List<Long> arguments) {
        CpuTopology topology = environment.topology();
        return switch (arguments.size()) {
            case 0 ->
                    switch (name) {
                        case "cpus" -> topology.cpuCount();
                        case "cores" -> topology.coreCount();
                        case "llcs" -> topology.llcCount();
                        case "nodes" -> topology.nodeCount();
                        case "sockets" -> topology.socketCount();
                        case "fastest" -> ofCapacity(byCapacity()[0]);
                        case "slowest" -> ofCapacity(byCapacity()[topology.cpuCount() - 1]);
                        case "smt" -> topology.hasSmt() ? 1 : 0;
                        default -> throw unknown(TOPOLOGY + name);
                    };
            case 1 -> ofOne(topology, name, arguments.getFirst());
            default -> mask(topology, name, arguments.get(0), arguments.get(1));
        };
    }

    private long ofOne(CpuTopology topology, String name, long number) {
        return switch (name) {
            case "by_capacity" -> byCapacity()[checked(number, topology.cpuCount(), "position")];
            case "node_of_llc" -> {
                int cache = checked(number, topology.llcCount(), "cache");
                yield topology.node(topology.cpusOfLlc(cache).first());
            }
            default -> ofCpu(topology, name, number);
        };
    }

    /** The CPUs by falling capacity, equal ones by their numbers. */
    private int[] byCapacity() {
        if (byCapacity.length == 0) {
            CpuTopology topology = environment.topology();
            byCapacity =
                    IntStream.range(0, topology.cpuCount())
                            .boxed()
                            .sorted(Comparator.comparing(cpu -> -topology.capacityPer1024(cpu)))
                            .mapToInt(Integer::intValue)
                            .toArray();
        }
        return byCapacity;
    }

    /** How many CPUs are as strong as one. */
    private long ofCapacity(int cpu) {
        CpuTopology topology = environment.topology();
        return IntStream.range(0, topology.cpuCount())
                .filter(each -> topology.capacityPer1024(each) == topology.capacityPer1024(cpu))
                .count();
    }

    private static long ofCpu(CpuTopology topology, String name, long number) {
        int cpu = checked(number, topology.cpuCount(), "CPU");
        return switch (name) {
            case "core" -> topology.core(cpu);
            case "llc" -> topology.llc(cpu);
            case "node" -> topology.node(cpu);
            case "socket" -> topology.socket(cpu);
            case "capacity" -> topology.capacityPer1024(cpu);
            case "llc_first" -> topology.cpusOfLlc(topology.llc(cpu)).first();
            case "sibling" -> {
                CpuSet siblings = topology.siblings(cpu);
                yield siblings.nextSharedAfter(cpu, siblings);
            }
            default -> throw unknown(TOPOLOGY + name);
        };
    }

    private static long mask(CpuTopology topology, String name, long number, long word) {
        CpuSet cpus =
                switch (name) {
                    case "core_mask" ->
                            topology.cpusOfCore(checked(number, topology.coreCount(), "core"));
                    case "llc_mask" ->
                            topology.cpusOfLlc(checked(number, topology.llcCount(), "cache"));
                    case "node_mask" ->
                            topology.cpusOfNode(checked(number, topology.nodeCount(), "node"));
                    default -> throw unknown(TOPOLOGY + name);
                };
        return word >= 0 && word < cpus.wordCount() ? cpus.word((int) word) : 0;
    }

    private static int checked(long number, int count, String what) {
        if (number < 0 || number >= count) {
            throw new IllegalArgumentException(
                    what + " " + number + " is outside 0.." + (count - 1));
        }
        return (int) number;
    }
}
