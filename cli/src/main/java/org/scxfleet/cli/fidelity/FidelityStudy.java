package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.scxfleet.cli.fidelity.FidelityReport.NotApplicable;
import org.scxfleet.cli.fidelity.SchedulerChoice.Chosen;
import org.scxfleet.cli.fidelity.SchedulerChoice.Unavailable;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.workload.measured.MeasuredCase;
import org.scxfleet.workload.measured.RunFigures;

/**
 * Replays measured cases of a real kernel on the host model, and compares.
 *
 * <p>Each repetition is a run of its own, with the tick phase that was measured. What is compared,
 * when, and how closely, is written in {@link CaseJudge} and {@link FaultJudge}; nothing here
 * depends on which cases there are.
 */
public final class FidelityStudy {
    /** Seed of everything that the measurements leave open. */
    public static final long SEED = 1;

    private final SchedulerChoice schedulers;
    private final long seed;

    public FidelityStudy(SchedulerChoice schedulers) {
        this(schedulers, SEED);
    }

    /** A study that draws what the measurements leave open from another seed. */
    public FidelityStudy(SchedulerChoice schedulers, long seed) {
        this.schedulers = schedulers;
        this.seed = seed;
    }

    /** Runs all cases and faults of the measurements. */
    public FidelityReport run(Measurements data) {
        List<CaseVerdict> verdicts = new ArrayList<>();
        List<NotApplicable> notApplicable = new ArrayList<>();
        for (MeasuredCase one : data.cases()) {
            switch (schedulers.choose(one.scheduler())) {
                case Chosen(SchedulerSpec scheduler) -> verdicts.add(replay(data, one, scheduler));
                case Unavailable(String why) ->
                        notApplicable.add(
                                new NotApplicable(one.name(), one.scheduler().text(), why));
            }
        }
        FaultStudy faults = new FaultStudy(schedulers, data, seed);
        for (MeasuredFault fault : data.faults()) {
            faults.run(fault, verdicts, notApplicable);
        }
        return new FidelityReport(verdicts, notApplicable);
    }

    private CaseVerdict replay(Measurements data, MeasuredCase one, SchedulerSpec scheduler) {
        List<EmulatedRun> runs = new ArrayList<>();
        for (int repetition = 0; repetition < one.repetitions(); repetition++) {
            EmulatedRun.Plan plan = plan(data, one, scheduler, repetition);
            runs.add(EmulatedRun.of(plan, schedulers.resolver(), seed));
        }
        long windowNs = one.workload().durationNs();
        return new CaseJudge(data, one, groups -> GroupFigures.Emulated.of(runs, groups, windowNs))
                .judge();
    }

    /** A repetition of a case, with what was measured of its surroundings. */
    static EmulatedRun.Plan plan(
            Measurements data, MeasuredCase one, SchedulerSpec scheduler, int repetition) {
        List<RunFigures> measuredRuns = data.runs().getOrDefault(one.name(), List.of());
        return new EmulatedRun.Plan(
                one.name() + "/" + repetition,
                one.topology().toCpuTopology(),
                scheduler,
                one.workload().cgroups(),
                one.workload().tasks(),
                one.workload().durationNs(),
                0,
                tickPhaseNs(measuredRuns, repetition),
                Surroundings.othersPerS(data, one, repetition),
                List.of());
    }

    private static OptionalLong tickPhaseNs(List<RunFigures> runs, int repetition) {
        for (RunFigures run : runs) {
            if (run.repetition() == repetition) {
                return run.tickPhaseNs();
            }
        }
        return OptionalLong.empty();
    }
}
