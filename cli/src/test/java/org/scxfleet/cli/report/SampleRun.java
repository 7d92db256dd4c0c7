package org.scxfleet.cli.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cli.scenario.Scenario.Column;
import org.scxfleet.cli.scenario.Scenario.Comparison;
import org.scxfleet.cli.scenario.TraceRequest;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.cluster.run.RunSpec.LinkSpec;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.GpuReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerOutput;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.topology.CpuTopology;

/**
 * A small finished run with hand-made figures: groups a and b with the same work, b with a guest.
 */
final class SampleRun {
    static final long END_NS = 1_000_000_000L;

    private SampleRun() {}

    static RunOutcome outcome(Expectation... expectations) {
        return outcome(
                new RunOutcome.WallTime(500_000_000, 10, 3, 2, 1, "0.1", "25"), expectations);
    }

    static RunOutcome outcome(RunOutcome.WallTime wall, Expectation... expectations) {
        Scenario scenario =
                new Scenario(
                        new RunSpec(
                                "sample",
                                7,
                                END_NS,
                                List.of(group("a"), group("b")),
                                List.of(),
                                LinkSpec.DEFAULT,
                                100_000,
                                "FGD",
                                List.of()),
                        List.of(
                                new Comparison(
                                        List.of(
                                                new Column("a", List.of("a")),
                                                new Column("b", List.of("b"))))),
                        new TreeMap<>(Map.of("b", List.of("vm"))),
                        new TraceRequest(List.of(), 0, END_NS, 1),
                        List.of(expectations),
                        List.of(new Notice("early", "s.yaml:3", 1, "x", "nothing")),
                        JsonNodeFactory.instance.objectNode().put("seed", 7),
                        SchedulerObjects.NONE);
        return new RunOutcome(
                scenario,
                placement(),
                null,
                List.of(),
                null,
                List.of(),
                "00c0ffee",
                List.of(host("a", 0, 400, List.of()), host("b", 1, 200, guests())),
                List.of(),
                wall);
    }

    private static HostGroup group(String name) {
        KernelSpec kernel =
                KernelSpec.of(CpuTopology.flat(2), CostProfile.NONE, SchedulerSpec.NONE, List.of());
        return new HostGroup(name, List.of(name + "-0"), 1_024, kernel, List.of());
    }

    private static PlacementOutcome placement() {
        PodWork placed = new PodWork("p0", 500, 10, 1, 400, List.of("T4"), "LS", 20, List.of());
        PodWork left = new PodWork("p1", 500, 10, 9, 1000, List.of(), "BE", 1, List.of());
        return new PlacementOutcome(
                "FGD",
                List.of(
                        new PodOutcome(placed, 1, List.of(0), ""),
                        new PodOutcome(
                                left, PlacementOutcome.NOWHERE, List.of(), "no room, at all")),
                4_000,
                500,
                2_000,
                400,
                150.4);
    }

    private static HostReport host(
            String group, int index, long wakeUs, List<KernelReport> guests) {
        List<KernelReport> kernels = new ArrayList<>();
        kernels.add(kernel(group + "-0", "simple", wakeUs, 250_000_000, 0));
        kernels.addAll(guests);
        return new HostReport(
                group + "-0",
                index,
                group,
                END_NS,
                1_000,
                0xabcL + index,
                kernels,
                List.of(new GpuReport("T4", 600_000_000, 10_000_000, 50_000_000, 120)),
                List.of(new Notice("late", group + "-0", 2, "y", "little")));
    }

    private static List<KernelReport> guests() {
        return List.of(kernel("b-0/vm", "eevdf", 3_000, 100_000_000, 20_000_000));
    }

    private static KernelReport kernel(
            String name, String scheduler, long wakeUs, long runNs, long stealNs) {
        GroupTally tally = new GroupTally("ctl");
        tally.tasks = 2;
        tally.runNs = runNs;
        tally.switchedIn = 50;
        tally.preempted = 5;
        tally.migrations = 4;
        tally.wakeups = 45;
        tally.iterations = 40;
        tally.gpuNs = name.contains("/") ? 0 : 300_000_000;
        for (int i = 1; i <= 100; i++) {
            tally.wakeLatency.record(wakeUs * 1_000 * i / 100);
            tally.segments.record(2_000_000);
        }
        long[] events = new long[ScxEvent.values().length];
        events[ScxEvent.BYPASS_ACTIVATE.ordinal()] = 1;
        return new KernelReport(
                name,
                scheduler,
                List.of(tally, new GroupTally("never")),
                List.of(
                        new TaskReport("ctl-0", "ctl", "/", runNs / 2, 25, 3, 22, 2, 22, 20, 9_000),
                        new TaskReport(
                                "ctl-1", "ctl", "/x,y", runNs / 2, 25, 2, 23, 2, 23, 20, 8_000)),
                new long[] {runNs, 0},
                new long[] {50, 1},
                new long[] {stealNs, 0},
                events,
                List.of(
                        new ExitInfo("simple", ExitKind.UNREG, -1, 0, "", true, 1, ""),
                        new ExitInfo(
                                "simple",
                                ExitKind.ERROR_STALL,
                                1,
                                0,
                                "ctl-0[3] failed to run for 30.1s",
                                true,
                                700_000_000,
                                "first line\nsecond line\n")),
                2,
                List.of(
                        new SchedulerReport(
                                "simple",
                                0,
                                new SchedulerOutput(
                                        List.of(
                                                new SchedulerOutput.Statistic("local", 12),
                                                new SchedulerOutput.Statistic("global", 34)),
                                        List.of(
                                                printed("one"),
                                                printed("two"),
                                                printed("three"),
                                                printed("four")),
                                        5))));
    }

    private static SchedulerOutput.Line printed(String text) {
        return new SchedulerOutput.Line(3_000_000, 1, text);
    }
}
