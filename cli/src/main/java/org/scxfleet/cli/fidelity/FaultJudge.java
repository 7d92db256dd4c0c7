package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;

/**
 * The rules by which an emulated fault is compared: the exit's kind and reason must be equal, its
 * message too but for what is chance (which task, how many seconds, where in the scheduler's
 * source); a stall must be noticed between the timeout and half a timeout and a tick later; shares
 * within a point. How long bypass lasts is not compared.
 */
final class FaultJudge {
    static final double SHARE_TOLERANCE = 0.010;
    static final double STALL_LATEST_TIMEOUTS = 1.5;

    /** The watchdog's timeout where a scheduler names none. */
    private static final long DEFAULT_TIMEOUT_MS = 30_000;

    private static final double MS_PER_S = 1e3;
    private static final double TICK_S = 1.0 / EmulatedRun.HZ;
    private static final String NO_EXIT = "no exit";
    private static final Pattern PROGRAM_LINE =
            Pattern.compile("EXIT: (?<reason>[^(]*?)(?: \\((?<message>.*)\\))?(?: on CPU -?\\d+)?");
    private static final Pattern TASK = Pattern.compile("\\S+\\[\\d+\\]");
    private static final Pattern SECONDS = Pattern.compile("(\\d+\\.\\d+)s\\b");
    private static final Pattern SOURCE = Pattern.compile("\\S+\\.bpf\\.c:\\d+");

    private final MeasuredFault fault;
    private final EmulatedRun.Plan plan;
    private final EmulatedRun run;
    private final SchedulerResolver resolver;
    private final List<Figure> figures = new ArrayList<>();

    FaultJudge(
            MeasuredFault fault,
            EmulatedRun.Plan plan,
            EmulatedRun run,
            SchedulerResolver resolver) {
        this.fault = fault;
        this.plan = plan;
        this.run = run;
        this.resolver = resolver;
    }

    CaseVerdict judge() {
        List<ExitInfo> exits = run.report().kernels().getFirst().exits();
        ExitInfo exit = exits.isEmpty() ? null : exits.getFirst();
        compareExit(exit);
        String measured = measuredMessage();
        if (!measured.isEmpty()) {
            figures.add(
                    Figure.compared(
                            "",
                            "exit_message",
                            blank(measured),
                            exit == null ? NO_EXIT : blank(exit.message()),
                            "equal after blanking"));
        }
        if (fault.reason().equals(ExitKind.ERROR_STALL.reason())) {
            compareStall(measured, exit);
        }
        fault.shares().forEach(this::compareShare);
        return new CaseVerdict(fault.name(), fault.scheduler().text(), figures);
    }

    private void compareExit(@Nullable ExitInfo exit) {
        figures.add(
                Figure.compared(
                        "",
                        "exit_reason",
                        fault.reason(),
                        exit == null ? NO_EXIT : exit.kind().reason(),
                        "equal"));
        figures.add(
                Figure.compared(
                        "",
                        "exit_kind",
                        Integer.toString(kindOf(fault.reason())),
                        exit == null ? NO_EXIT : Integer.toString(exit.kind().value()),
                        "equal"));
    }

    private static int kindOf(String reason) {
        for (ExitKind kind : ExitKind.values()) {
            if (kind.reason().equals(reason)) {
                return kind.value();
            }
        }
        return ExitKind.NONE.value();
    }

    private String measuredMessage() {
        Matcher line = PROGRAM_LINE.matcher(fault.programLine());
        String message = line.matches() ? line.group("message") : null;
        return message == null ? "" : message;
    }

    private static String blank(String message) {
        String text = TASK.matcher(message).replaceAll("<task>");
        text = SECONDS.matcher(text).replaceAll("<seconds>");
        return SOURCE.matcher(text).replaceAll("<source>");
    }

    private void compareStall(String measured, @Nullable ExitInfo exit) {
        double timeoutS = timeoutMs() / MS_PER_S;
        double latestS = STALL_LATEST_TIMEOUTS * timeoutS + TICK_S;
        double measuredS = seconds(measured).orElse(0);
        double emulatedS = exit == null ? 0 : seconds(exit.message()).orElse(0);
        figures.add(
                Figure.compared(
                        "",
                        "stall_s",
                        measuredS,
                        emulatedS,
                        String.format(Locale.ROOT, "in (%.3f, %.3f]", timeoutS, latestS),
                        emulatedS > timeoutS && emulatedS <= latestS));
    }

    private long timeoutMs() {
        SchedulerEnvironment environment =
                new SchedulerEnvironment(
                        plan.topology(),
                        plan.scheduler().options(),
                        EmulatedRun.HZ,
                        SeedTree.derive(FidelityStudy.SEED, plan.name()));
        OpsSettings settings = resolver.resolve(plan.scheduler()).create(environment).settings();
        return settings.timeoutMs() > 0 ? settings.timeoutMs() : DEFAULT_TIMEOUT_MS;
    }

    private static OptionalDouble seconds(String message) {
        Matcher seconds = SECONDS.matcher(message);
        return seconds.find()
                ? OptionalDouble.of(Double.parseDouble(seconds.group(1)))
                : OptionalDouble.empty();
    }

    private void compareShare(String group, double measured) {
        double emulated =
                GroupFigures.Emulated.of(List.of(run), List.of(group), plan.windowNs()).share();
        figures.add(
                Figure.compared(
                        group,
                        "cpu_share",
                        measured,
                        emulated,
                        String.format(Locale.ROOT, "within %.3f", SHARE_TOLERANCE),
                        Math.abs(measured - emulated) <= SHARE_TOLERANCE));
    }
}
