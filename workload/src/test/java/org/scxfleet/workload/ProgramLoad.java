package org.scxfleet.workload;

import java.util.List;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;

/**
 * How much CPU time a program would use on an empty machine: executes its endless loop for many
 * turns with drawn amounts, work taking exactly its time.
 */
public final class ProgramLoad {
    private long nowNs;
    private long busyNs;
    private long timerNs;
    private final SeededRandom random;

    private ProgramLoad(long seed) {
        random = new SeededRandom(seed);
    }

    /** CPU time over elapsed time; knows compute, sleep, marks and one private absolute timer. */
    public static double utilisation(List<Step> program, int turns, long seed) {
        ProgramLoad load = new ProgramLoad(seed);
        for (Step step : program) {
            if (step instanceof Step.Repeat repeat) {
                if (repeat.count() != Step.FOREVER) {
                    throw new AssertionError("not an endless loop: " + repeat);
                }
                load.busyNs = 0;
                long startNs = load.nowNs;
                for (int turn = 0; turn < turns; turn++) {
                    repeat.body().forEach(load::execute);
                }
                return (double) load.busyNs / (load.nowNs - startNs);
            }
            load.execute(step);
        }
        throw new AssertionError("no endless loop in " + program);
    }

    private void execute(Step step) {
        if (step instanceof Step.Compute compute) {
            long workNs = compute.workNs().draw(random);
            nowNs += workNs;
            busyNs += workNs;
        } else if (step instanceof Step.Sleep sleep) {
            nowNs += sleep.durationNs().draw(random);
        } else if (step instanceof Step.Timer timer) {
            if (!timer.absolute() || timer.shared()) {
                throw new AssertionError("a timer of another kind: " + timer);
            }
            timerNs += timer.periodNs().draw(random);
            nowNs = Math.max(nowNs, timerNs);
        } else if (!(step instanceof Step.Mark)) {
            throw new AssertionError("not known here: " + step);
        }
    }

    /** Mean of an amount over many draws. */
    public static double mean(Amount amount, int draws, long seed) {
        SeededRandom random = new SeededRandom(seed);
        double sum = 0;
        for (int i = 0; i < draws; i++) {
            sum += amount.draw(random);
        }
        return sum / draws;
    }
}
