package org.scxfleet.workload.pollux;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.cluster.goodput.ApplicationProfile;
import org.scxfleet.host.HostReport.Notice;

/**
 * The profiles of all applications.
 *
 * @param byName by the name of their folder
 * @param notices what was ignored
 */
public record PolluxProfiles(Map<String, ApplicationProfile> byName, List<Notice> notices) {
    public PolluxProfiles {
        byName = new TreeMap<>(byName);
        notices = List.copyOf(notices);
    }
}
