package org.scxfleet.cli.scenario;

import java.util.List;
import org.scxfleet.host.SchedulerSpec;

/** Says whether the scheduler in a BPF object can run. */
@FunctionalInterface
public interface ObjectCheck {
    /** Objects are taken as they are. */
    ObjectCheck NONE = (_, _) -> List.of();

    /**
     * @return what a user should know about how it is loaded, one sentence each
     * @throws IllegalArgumentException if it cannot run; the message says why
     */
    List<String> check(SchedulerSpec scheduler, byte[] object);
}
