package org.scxfleet.bpf.agent;

import java.util.List;
import org.scxfleet.bpf.profile.OptionValues;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.ops.UserspaceThread;

/**
 * The user-space half of one loaded scheduler: a model of the process that its authors ship beside
 * the object.
 *
 * <p>What a loader only sets before attaching belongs in a {@link
 * org.scxfleet.bpf.profile.LoaderProfile}; this is for what it does afterwards. A profile selects
 * one by name. Each kernel that loads the scheduler gets a half of its own.
 *
 * <p>Its threads are tasks of the emulated kernel: they wait for CPUs and take simulated time. What
 * a step costs is a parameter of the half, with a source or a calibration.
 */
public interface UserspaceAgent {
    /** The threads, the process's first one first. */
    List<UserspaceThread> threads();

    /** The scheduler has ended, which the process sees in its exit record. */
    void exited();

    /** What the process prints of its own counters, in the order in which it does. */
    List<Statistic> statistics();

    /** The half that a profile selects. */
    enum Kind {
        USERLAND("userland", UserlandAgent::new),
        RUSTLAND("rustland", RustlandAgent::new),
        RLFIFO("rlfifo", RlfifoAgent::new),
        RUSTY("rusty", RustyAgent::new);

        private final String profileName;
        private final Maker maker;

        Kind(String profileName, Maker maker) {
            this.profileName = profileName;
            this.maker = maker;
        }

        /**
         * The half of that name.
         *
         * @throws IllegalArgumentException if there is none; the message names those that exist
         */
        public static Kind of(String profileName) {
            for (Kind kind : values()) {
                if (kind.profileName.equals(profileName)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "no user-space half '"
                            + profileName
                            + "'; there are "
                            + java.util.Arrays.stream(values())
                                    .map(kind -> kind.profileName)
                                    .toList());
        }

        /** Makes the half of one loaded scheduler. */
        public UserspaceAgent make(ObjectView object, OptionValues options) {
            return maker.make(object, options);
        }
    }

    /** Makes a half. */
    @FunctionalInterface
    interface Maker {
        UserspaceAgent make(ObjectView object, OptionValues options);
    }
}
