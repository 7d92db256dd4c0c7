package org.scxfleet.cli.fidelity;

import java.util.List;
import java.util.OptionalLong;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * One run of a workload on the host model as the measurements were made: HZ 250, lazy preemption,
 * cost profile lab.
 *
 * @param groups task group of each task of the workload
 * @param tasks samples of each
 */
record EmulatedRun(
        List<String> groups, List<TaskSamples> tasks, long windowStartNs, HostReport report) {
    /** Ticks of the measured kernel. */
    static final int HZ = 250;

    /** How long the starter may be kept from ending the tasks. */
    private static final long STOP_PATIENCE_NS = 1_000_000_000;

    /** In steps of this it is looked at whether it has. */
    private static final long STOP_STEP_NS = 1_000_000;

    EmulatedRun {
        groups = List.copyOf(groups);
        tasks = List.copyOf(tasks);
    }

    /**
     * What is run.
     *
     * @param name from which its randomness derives
     * @param windowNs from T0 on; samples are taken within
     * @param restNs how long the run goes on after the window
     * @param tickPhaseNs first tick after T0; a random one where absent
     * @param othersPerS runs a second of other tasks, more than on a quiet machine
     * @param actions with times after T0
     */
    record Plan(
            String name,
            CpuTopology topology,
            SchedulerSpec scheduler,
            List<CgroupSpec> cgroups,
            List<TaskSpec> tasks,
            long windowNs,
            long restNs,
            OptionalLong tickPhaseNs,
            double othersPerS,
            List<TimedAction> actions) {
        Plan {
            cgroups = List.copyOf(cgroups);
            tasks = List.copyOf(tasks);
            actions = List.copyOf(actions);
        }
    }

    /** A program prints the scheduler's statistics, and it is not there already. */
    private static boolean needsLoader(SchedulerSpec scheduler, SchedulerResolver resolver) {
        return !scheduler.isFair() && !resolver.resolve(scheduler).bringsThreads();
    }

    static EmulatedRun of(Plan plan, SchedulerResolver resolver, long seed) {
        long tickNs = KernelOptions.DEFAULTS.withTickPhaseNs(0).tickNs();
        SeededRandom random = new SeededRandom(SeedTree.derive(seed, plan.name()));
        long phaseNs = plan.tickPhaseNs().orElse(random.below(tickNs));
        LabStart start =
                LabStart.of(
                        plan.tasks(),
                        plan.windowNs(),
                        plan.topology().cpuCount(),
                        tickNs,
                        needsLoader(plan.scheduler(), resolver),
                        plan.othersPerS(),
                        random);
        KernelSpec kernel =
                new KernelSpec(
                        plan.topology(),
                        new KernelOptions(
                                        HZ,
                                        phaseNs % tickNs,
                                        KernelOptions.Preemption.LAZY,
                                        false,
                                        true)
                                .withHousekeeping(),
                        CostProfile.LAB,
                        plan.scheduler(),
                        plan.cgroups(),
                        List.of(),
                        start.tasks(),
                        plan.actions().stream()
                                .map(action ->
                                        new TimedAction(
                                                start.windowStartNs() + action.atNs(),
                                                action.act()))
                                .toList());
        long windowEndNs = start.windowStartNs() + plan.windowNs();
        long endNs = windowEndNs + Math.max(plan.restNs(), STOP_PATIENCE_NS);
        Host host = Host.assemble(HostSpec.single(plan.name(), seed, endNs, kernel), resolver);
        WindowWatch watch =
                new WindowWatch(start.groups().size(), start.windowStartNs(), windowEndNs);
        host.traceTo(watch);
        long nowNs = windowEndNs + plan.restNs();
        advance(host, nowNs);
        while (nowNs < endNs && !watch.isStopped()) {
            nowNs = Math.min(endNs, nowNs + STOP_STEP_NS);
            advance(host, nowNs);
        }
        return new EmulatedRun(
                start.groups(), List.of(watch.close()), start.windowStartNs(), host.report());
    }

    private static void advance(Host host, long untilNs) {
        host.advance(
                untilNs,
                List.of(),
                envelope -> {
                    throw new IllegalStateException("a host alone sends no messages");
                });
    }
}
