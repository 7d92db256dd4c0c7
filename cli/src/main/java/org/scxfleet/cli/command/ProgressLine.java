package org.scxfleet.cli.command;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.scxfleet.coordinator.run.RunProgress;

/**
 * How far a run is, on standard error, once it takes more than two seconds: simulated time, speed,
 * and what remains. On a terminal one line is drawn again and again; elsewhere a line is printed
 * now and then.
 */
final class ProgressLine implements Consumer<RunProgress>, AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long SHOWN_AFTER_NS = 2 * SECOND_NS;
    private static final long REDRAW_NS = SECOND_NS / 5;

    /** Lines in a log become rarer up to this distance. */
    private static final long LOG_DISTANCE_MAX_NS = 60 * SECOND_NS;

    private static final String ERASE_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean redraws;
    private final LongSupplier clockNs;
    private final long startNs;
    private long nextNs;
    private long distanceNs;
    private boolean drawn;

    /**
     * @param redraws the output is a terminal
     * @param clockNs wall time
     */
    ProgressLine(PrintStream out, boolean redraws, LongSupplier clockNs) {
        this.out = out;
        this.redraws = redraws;
        this.clockNs = clockNs;
        startNs = clockNs.getAsLong();
        nextNs = startNs + SHOWN_AFTER_NS;
        distanceNs = redraws ? REDRAW_NS : SHOWN_AFTER_NS;
    }

    @Override
    public void accept(RunProgress progress) {
        long nowNs = clockNs.getAsLong();
        if (nowNs < nextNs) {
            return;
        }
        nextNs = nowNs + distanceNs;
        if (redraws) {
            out.print(ERASE_LINE + text(progress));
            out.flush();
            drawn = true;
        } else {
            out.println(text(progress));
            distanceNs = Math.min(2 * distanceNs, LOG_DISTANCE_MAX_NS);
        }
    }

    /** Removes the line, so that what follows begins on a clean one. */
    @Override
    public void close() {
        if (drawn) {
            out.print(ERASE_LINE);
            out.flush();
            drawn = false;
        }
    }

    static String text(RunProgress progress) {
        return switch (progress.phase()) {
            case LOADING -> "loading hosts …";
            case COLLECTING -> "collecting results …";
            case RUNNING ->
                    String.format(
                            Locale.ROOT,
                            "%.3f s of %.3f s simulated, %.2g x real time, %s, %,d events",
                            seconds(progress.simulatedNs()),
                            seconds(progress.endNs()),
                            progress.speed(),
                            remaining(progress.remainingNs()),
                            progress.events());
        };
    }

    private static String remaining(long ns) {
        if (ns < 0) {
            return "remaining time not known yet";
        }
        long seconds = Math.ceilDiv(ns, SECOND_NS);
        return seconds < 120 ? seconds + " s remain" : seconds / 60 + " min remain";
    }

    private static double seconds(long ns) {
        return ns / (double) SECOND_NS;
    }
}
