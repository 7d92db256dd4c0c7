package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.fidelity.FidelityReport.NotApplicable;
import org.scxfleet.cli.fidelity.SchedulerChoice.Chosen;
import org.scxfleet.cli.fidelity.SchedulerChoice.Unavailable;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.workload.measured.MeasuredCase;
import org.scxfleet.workload.measured.MeasuredCase.MeasuredTopology;

/**
 * Replays measured faults: a workload, a scheduler that misbehaves or an operator who intervenes,
 * and the exit that follows.
 *
 * <p>What was done is written in words; the acts known here are SysRq-S, a CPU that goes offline,
 * and other settings of the ext deadline server. Where none is named the scheduler's own options
 * make it fail.
 */
final class FaultStudy {
    private static final double NS_PER_S = 1e9;
    private static final long NS_PER_MS = 1_000_000;

    /** How much later than the measured one an exit may come and is still seen. */
    private static final long PATIENCE_NS = 10_000_000_000L;

    /** Machine of the faults whose workload no case shares. */
    private static final CpuTopology USUAL_MACHINE =
            new MeasuredTopology(4, 1, 4, 1, 1).toCpuTopology();

    private static final String RT_LONG = "rt_long";
    private static final long RUN_NS = 1_000_000;
    private static final int RT_PRIORITY = 50;
    private static final int PINNED_CPU = 1;

    private static final Pattern SYSRQ = Pattern.compile("sysrq-S", Pattern.CASE_INSENSITIVE);
    private static final Pattern OFFLINE = Pattern.compile("CPU (\\d+) goes offline");
    private static final Pattern SERVER =
            Pattern.compile("ext_server runtime (\\d+) ms per (\\d+) ms");

    private final SchedulerChoice schedulers;
    private final Measurements data;
    private final long seed;

    FaultStudy(SchedulerChoice schedulers, Measurements data, long seed) {
        this.schedulers = schedulers;
        this.data = data;
        this.seed = seed;
    }

    /** The tasks of a fault with their machine. */
    private record Load(CpuTopology topology, List<CgroupSpec> cgroups, List<TaskSpec> tasks) {}

    void run(MeasuredFault fault, List<CaseVerdict> verdicts, List<NotApplicable> notApplicable) {
        Load load = load(fault.workload());
        if (load == null) {
            notApplicable.add(
                    new NotApplicable(
                            fault.name(),
                            fault.scheduler().text(),
                            "no case has its workload " + fault.workload()));
            return;
        }
        switch (schedulers.choose(fault.scheduler())) {
            case Chosen(SchedulerSpec scheduler) -> {
                EmulatedRun.Plan plan = plan(fault, load, scheduler);
                EmulatedRun run = EmulatedRun.of(plan, schedulers.resolver(), seed);
                verdicts.add(new FaultJudge(fault, plan, run, schedulers.resolver()).judge());
            }
            case Unavailable(String why) ->
                    notApplicable.add(
                            new NotApplicable(fault.name(), fault.scheduler().text(), why));
        }
    }

    private @Nullable Load load(String workload) {
        MeasuredCase one = data.workloads().get(workload);
        if (one != null) {
            return new Load(
                    one.topology().toCpuTopology(),
                    one.workload().cgroups(),
                    one.workload().tasks());
        }
        return workload.equals(RT_LONG) ? new Load(USUAL_MACHINE, List.of(), rtAndExtHog()) : null;
    }

    /** A FIFO hog and an ext hog pinned to one CPU, for ever. */
    private static List<TaskSpec> rtAndExtHog() {
        Step run = new Step.Compute(Amount.of(RUN_NS));
        List<Step> hog = List.of(new Step.Repeat(Step.FOREVER, List.of(run)));
        SchedParams realTime = SchedParams.realTime(SchedPolicy.FIFO, RT_PRIORITY);
        List<Integer> pinned = List.of(PINNED_CPU);
        return List.of(
                new TaskSpec("rt", "rt", 1, realTime, pinned, "/", 0, hog),
                new TaskSpec("e", "e", 1, SchedParams.NORMAL, pinned, "/", 0, hog));
    }

    private static EmulatedRun.Plan plan(MeasuredFault fault, Load load, SchedulerSpec scheduler) {
        long exitNs = ns(fault.exitSeenS() - fault.enabledS());
        long windowNs = fault.windowS().isPresent() ? ns(fault.windowS().getAsDouble()) : exitNs;
        return new EmulatedRun.Plan(
                fault.name(),
                load.topology(),
                scheduler,
                load.cgroups(),
                load.tasks(),
                windowNs,
                PATIENCE_NS,
                OptionalLong.empty(),
                0,
                actions(fault, windowNs));
    }

    private static List<TimedAction> actions(MeasuredFault fault, long windowNs) {
        List<TimedAction> actions = new ArrayList<>();
        long actNs =
                fault.actedS().isPresent()
                        ? ns(fault.actedS().getAsDouble() - fault.enabledS())
                        : 0;
        Matcher server = SERVER.matcher(fault.what());
        if (server.find()) {
            long runtimeNs = Long.parseLong(server.group(1)) * NS_PER_MS;
            long periodNs = Long.parseLong(server.group(2)) * NS_PER_MS;
            actions.add(
                    new TimedAction(actNs, new Act.SetDeadlineServer(true, runtimeNs, periodNs)));
        }
        Matcher offline = OFFLINE.matcher(fault.what());
        if (offline.find()) {
            int cpu = Integer.parseInt(offline.group(1));
            actions.add(new TimedAction(actNs, new Act.CpuOffline(cpu)));
        }
        if (SYSRQ.matcher(fault.what()).find()) {
            actions.add(new TimedAction(actNs, new Act.SysrqS()));
        }
        if (fault.windowS().isPresent()) {
            // The program is stopped after the window.
            actions.add(new TimedAction(windowNs, new Act.UnloadScheduler()));
        }
        return actions;
    }

    private static long ns(double seconds) {
        return Math.round(seconds * NS_PER_S);
    }
}
