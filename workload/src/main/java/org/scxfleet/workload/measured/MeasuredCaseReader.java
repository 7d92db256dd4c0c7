package org.scxfleet.workload.measured;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.workload.input.TaskWorkload;
import org.scxfleet.workload.laxjson.LaxJson;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.Member;
import org.scxfleet.workload.measured.MeasuredCase.MeasuredTopology;
import org.scxfleet.workload.measured.MeasuredCase.Trust;
import org.scxfleet.workload.rtapp.Dialect;
import org.scxfleet.workload.rtapp.RtAppReader;

/** Reads a case file of the kernel measurements. */
public final class MeasuredCaseReader {
    private static final int MAX_REPETITIONS = 10_000;
    private static final String NAME = "give a name";

    private MeasuredCaseReader() {}

    /**
     * @param in the file; not closed
     * @param file its name, for messages
     */
    public static MeasuredCase read(InputStream in, String file) throws IOException {
        LaxObject root = LaxJson.readObject(in, file);
        Member rtApp = root.require("rt_app", "give the workload in rt-app's grammar");
        TaskWorkload workload =
                RtAppReader.read(rtApp.object("give the workload as an object"), Dialect.LAB);
        return new MeasuredCase(
                root.require("case", NAME).name(NAME),
                root.require("workload_name", NAME).name(NAME),
                topology(
                        root.require("topology", "give cpus, sockets, cores, threads, numa_nodes")),
                scheduler(root.require("scheduler", "give the command of the scheduler")),
                (int)
                        root.require("repetitions", "give how often the case was run")
                                .wholeNumber(1, MAX_REPETITIONS),
                trust(root.find("trust")),
                new TaskWorkload(
                        workload.tasks(),
                        weighted(workload.cgroups(), root.find("cgroups_cpu_weight")),
                        workload.durationNs(),
                        workload.notices()));
    }

    private static MeasuredTopology topology(Member member) {
        LaxObject topology = member.object("give the topology as an object");
        try {
            return new MeasuredTopology(
                    count(topology, "cpus"),
                    count(topology, "sockets"),
                    count(topology, "cores"),
                    count(topology, "threads"),
                    count(topology, "numa_nodes"));
        } catch (IllegalArgumentException e) {
            throw member.wrong(
                    "does not add up: " + e.getMessage(), "give cpus = sockets x cores x threads");
        }
    }

    private static int count(LaxObject topology, String key) {
        return (int) topology.require(key, "give a number").wholeNumber(1, CpuTopology.MAX_CPUS);
    }

    private static SchedulerCommand scheduler(Member member) {
        String expected = "give \"none (EEVDF)\" or a command like \"scx_simple -f\"";
        String text = member.name(expected);
        if (text.isBlank()) {
            throw member.wrong("is blank", expected);
        }
        return SchedulerCommand.parse(text);
    }

    private static Trust trust(@Nullable Member member) {
        if (member == null) {
            return Trust.NORMAL;
        }
        String expected = "give \"normal\" or \"low\"";
        String text = member.text(expected);
        return switch (text) {
            case "normal" -> Trust.NORMAL;
            case "low" -> Trust.LOW;
            default -> throw member.wrong("is \"" + text + "\"", expected);
        };
    }

    /** The cgroups that tasks are in, and those with a weight; sorted, parents first. */
    private static List<CgroupSpec> weighted(List<CgroupSpec> fromTasks, @Nullable Member weights) {
        SortedMap<String, CgroupSpec> byPath = new TreeMap<>();
        for (CgroupSpec cgroup : fromTasks) {
            byPath.put(cgroup.path(), cgroup);
        }
        if (weights != null) {
            for (Member weight : weights.object("give { \"path\": <weight> }").members()) {
                String path = weight.key().startsWith("/") ? weight.key() : "/" + weight.key();
                int cpuWeight = (int) weight.wholeNumber(1, CgroupSpec.MAX_WEIGHT);
                try {
                    byPath.put(path, CgroupSpec.weighted(path, cpuWeight));
                } catch (IllegalArgumentException e) {
                    throw weight.wrong("is not a cgroup", "give a path like A or A/B");
                }
            }
        }
        return List.copyOf(byPath.values());
    }
}
