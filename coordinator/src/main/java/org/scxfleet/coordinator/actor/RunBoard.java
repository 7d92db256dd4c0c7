package org.scxfleet.coordinator.actor;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.scxfleet.coordinator.run.RunState;

/**
 * Where every known run stands, for whoever asks at any time: actors write, others read. A
 * concurrent map, because asking sixteen actors for a scrape would make each wait for the others.
 */
final class RunBoard {
    private final ConcurrentSkipListMap<Long, RunState> states = new ConcurrentSkipListMap<>();

    void put(RunState state) {
        states.put(state.number(), state);
    }

    void remove(long number) {
        states.remove(number);
    }

    /** By number. */
    List<RunState> all() {
        return List.copyOf(states.values());
    }
}
