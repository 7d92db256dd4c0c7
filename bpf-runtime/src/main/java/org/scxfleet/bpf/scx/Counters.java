package org.scxfleet.bpf.scx;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.bpf.agent.ObjectView;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.ops.SchedulerOutput.Statistic;

/** The counters that a scheduler's program shows, read where its profile says they are. */
final class Counters {
    private final LoaderProfile profile;
    private final ObjectView object;

    /**
     * @throws IllegalArgumentException if one is not there
     */
    Counters(LoaderProfile profile, ObjectView object) {
        this.profile = profile;
        this.object = object;
        read();
    }

    ObjectView object() {
        return object;
    }

    List<Statistic> read() {
        List<Statistic> statistics = new ArrayList<>();
        for (LoaderProfile.Counter counter : profile.statistics()) {
            try {
                statistics.add(new Statistic(counter.name(), value(counter)));
            } catch (IllegalArgumentException missing) {
                if (profile.lenient()) {
                    continue;
                }
                throw new IllegalArgumentException(
                        "profile "
                                + profile.source()
                                + ": statistics: "
                                + counter.name()
                                + ": "
                                + missing.getMessage(),
                        missing);
            }
        }
        return statistics;
    }

    private long value(LoaderProfile.Counter counter) {
        return counter.map().isEmpty()
                ? object.value(counter.variable())
                : object.sum(object.map(counter.map()), counter.element());
    }
}
