package org.scxfleet.coordinator.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.EnvironmentException;

/** A place for results that counts those it could not keep. */
record CountedResults(FinishedRuns place, LongAdder notKept) implements FinishedRuns {
    @Override
    public List<RunState> kept() {
        return place.kept();
    }

    @Override
    public void keep(RunState state, RunResult result) {
        try {
            place.keep(state, result);
        } catch (EnvironmentException e) {
            notKept.increment();
            throw e;
        }
    }

    @Override
    public RunResult result(long number) {
        return place.result(number);
    }

    @Override
    public void drop(long number) {
        place.drop(number);
    }

    @Override
    public void number(long given) {
        place.number(given);
    }

    @Override
    public long lastNumber() {
        return place.lastNumber();
    }
}
