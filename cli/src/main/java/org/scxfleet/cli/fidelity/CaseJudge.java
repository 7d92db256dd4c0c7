package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.measured.GroupHistograms;
import org.scxfleet.workload.measured.GroupHistograms.Bucket;
import org.scxfleet.workload.measured.MeasuredCase;
import org.scxfleet.workload.measured.MeasuredCase.Trust;

/**
 * The rules by which an emulated case, or one measured again, is compared with the measured one.
 *
 * <p>Shares and loops are good to a hundredth, distributions where there are enough samples; a
 * count of switches is exact only where the kernel has no choice among CPUs that decide at the same
 * instant; migrations are chance. A case of low trust is a race within microseconds: only its
 * shares mean something.
 */
final class CaseJudge {
    static final double SHARE_TOLERANCE = 0.010;
    static final double LOW_TRUST_SHARE_TOLERANCE = 0.10;
    static final long SAMPLES_MIN = 100;
    static final double GAP_TOLERANCE = 0.05;

    /** The fair class with periodic tasks: which CPU holds two hogs is chance. */
    static final double FAIR_PERIODIC_GAP_TOLERANCE = 0.15;

    static final double WAKE_MAX_TOLERANCE = 0.25;
    static final double TICK_US = 1_000_000.0 / EmulatedRun.HZ;
    static final double SWITCHES_TOLERANCE = 0.10;
    static final double SWITCHES_FACTOR = 2;
    static final double LOOPS_TOLERANCE = 0.02;
    static final double LOOPS_TOLERANCE_PER_S = 1;

    private static final String PARTIAL = "-p";

    private final Measurements data;
    private final MeasuredCase measuredCase;
    private final Function<List<String>, GroupFigures.Emulated> other;
    private final List<Figure> figures = new ArrayList<>();

    /**
     * @param other what the measured figures of some task groups together are compared with
     */
    CaseJudge(
            Measurements data,
            MeasuredCase measuredCase,
            Function<List<String>, GroupFigures.Emulated> other) {
        this.data = data;
        this.measuredCase = measuredCase;
        this.other = other;
    }

    CaseVerdict judge() {
        for (Map.Entry<String, List<String>> group :
                GroupMerge.of(measuredCase.workload().tasks()).entrySet()) {
            GroupFigures.Measured measured =
                    GroupFigures.Measured.of(data, measuredCase.name(), group.getValue());
            compare(group.getKey(), group.getValue(), measured, other.apply(group.getValue()));
        }
        return new CaseVerdict(measuredCase.name(), measuredCase.scheduler().text(), figures);
    }

    private void compare(
            String name,
            List<String> groups,
            GroupFigures.Measured measured,
            GroupFigures.Emulated emulated) {
        boolean trusted = measuredCase.trust() == Trust.NORMAL;
        figures.add(share(name, measured, emulated, trusted));
        double gapTolerance = gapTolerance(groups);
        long segments = GroupHistograms.total(measured.segments());
        long wakes = GroupHistograms.total(measured.wakeWaits());
        figures.add(
                gap(
                        name,
                        "segment_gap",
                        measured.segments(),
                        emulated.segmentsNs(),
                        gapTolerance,
                        trusted && segments >= SAMPLES_MIN));
        boolean enoughWakes = trusted && wakes >= SAMPLES_MIN;
        figures.add(
                gap(
                        name,
                        "wake_gap",
                        measured.wakeWaits(),
                        emulated.wakeWaitsNs(),
                        gapTolerance,
                        enoughWakes));
        figures.add(wakeMax(name, measured.wakeMaxUs(), emulated.wakeMaxUs(), enoughWakes));
        figures.add(
                switches(name, groups, measured.switchesPerS(), emulated.switchesPerS(), trusted));
        if (measured.loopsPerS().isPresent()) {
            figures.add(
                    loops(name, measured.loopsPerS().getAsDouble(), emulated.loopsPerS(), trusted));
        }
        figures.add(
                Figure.shown(
                        name,
                        "migrations_per_s",
                        measured.migrationsPerS(),
                        emulated.migrationsPerS()));
    }

    private static Figure share(
            String group,
            GroupFigures.Measured measured,
            GroupFigures.Emulated emulated,
            boolean trusted) {
        double tolerance = trusted ? SHARE_TOLERANCE : LOW_TRUST_SHARE_TOLERANCE;
        boolean inside =
                emulated.share() >= measured.shareMin() && emulated.share() <= measured.shareMax();
        return Figure.compared(
                group,
                "cpu_share",
                measured.share(),
                emulated.share(),
                text(
                        "within %.3f or inside %.3f..%.3f",
                        tolerance, measured.shareMin(), measured.shareMax()),
                inside || Math.abs(emulated.share() - measured.share()) <= tolerance);
    }

    private static Figure gap(
            String group,
            String name,
            List<Bucket> measured,
            long[] emulatedNs,
            double tolerance,
            boolean compared) {
        double gap = Distribution.gap(measured, emulatedNs);
        return compared
                ? Figure.compared(
                        group, name, 0, gap, text("at most %.2f", tolerance), gap <= tolerance)
                : Figure.shown(group, name, 0, gap);
    }

    private static Figure wakeMax(
            String group, double measuredUs, double emulatedUs, boolean compared) {
        if (!compared) {
            return Figure.shown(group, "wake_max_us", measuredUs, emulatedUs);
        }
        double allowedUs = Math.max(WAKE_MAX_TOLERANCE * measuredUs, TICK_US);
        return Figure.compared(
                group,
                "wake_max_us",
                measuredUs,
                emulatedUs,
                "within 25 % or one tick",
                Math.abs(measuredUs - emulatedUs) <= allowedUs);
    }

    private Figure switches(
            String group, List<String> groups, double measured, double emulated, boolean trusted) {
        String name = "switches_per_s";
        if (!trusted) {
            return Figure.shown(group, name, measured, emulated);
        }
        if (hasNoChoice(groups)) {
            return Figure.compared(
                    group,
                    name,
                    measured,
                    emulated,
                    "within 10 %",
                    Math.abs(emulated - measured) <= SWITCHES_TOLERANCE * measured);
        }
        return Figure.compared(
                group,
                name,
                measured,
                emulated,
                "within a factor of 2",
                emulated <= SWITCHES_FACTOR * measured && measured <= SWITCHES_FACTOR * emulated);
    }

    private static Figure loops(String group, double measured, double emulated, boolean trusted) {
        String name = "loops_per_s";
        if (!trusted) {
            return Figure.shown(group, name, measured, emulated);
        }
        double allowed = Math.max(LOOPS_TOLERANCE * measured, LOOPS_TOLERANCE_PER_S);
        return Figure.compared(
                group,
                name,
                measured,
                emulated,
                "within 2 % or 1 per second",
                Math.abs(emulated - measured) <= allowed);
    }

    /** Enough CPUs for all tasks, or one CPU for the group: no race decides who runs where. */
    private boolean hasNoChoice(List<String> groups) {
        int tasks = measuredCase.workload().tasks().stream().mapToInt(TaskSpec::instances).sum();
        return tasks <= measuredCase.topology().cpus()
                || measuredCase.workload().tasks().stream()
                        .filter(task -> groups.contains(task.group()))
                        .allMatch(task -> task.cpus().size() == 1);
    }

    private double gapTolerance(List<String> groups) {
        boolean fair =
                measuredCase.scheduler().isFair()
                        || (measuredCase.scheduler().arguments().contains(PARTIAL)
                                && measuredCase.workload().tasks().stream()
                                        .filter(task -> groups.contains(task.group()))
                                        .noneMatch(
                                                task -> task.params().policy() == SchedPolicy.EXT));
        boolean periodic =
                measuredCase.workload().tasks().stream().anyMatch(task -> hasTimer(task.program()));
        return fair && periodic ? FAIR_PERIODIC_GAP_TOLERANCE : GAP_TOLERANCE;
    }

    private static boolean hasTimer(List<Step> steps) {
        return steps.stream()
                .anyMatch(step ->
                        step instanceof Step.Timer
                                || (step instanceof Step.Repeat repeat && hasTimer(repeat.body())));
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
