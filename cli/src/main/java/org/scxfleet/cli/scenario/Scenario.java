package org.scxfleet.cli.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cluster.queue.WindowRules;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.HostReport.Notice;

/**
 * A checked scenario.
 *
 * @param run what is submitted
 * @param comparisons what is set side by side; every host group is in exactly one column
 * @param guestKinds names of the guests of each host group as the scenario writes them, in the
 *     order of the guests; several guests of one kind share a name
 * @param trace what is traced if anything is
 * @param expectations in the order of the file
 * @param notices what was read but is not modelled, or approximated
 * @param asRun the scenario with all overrides, for the result
 * @param objects BPF objects that the schedulers are in
 * @param external who places the pods if it is not a policy of the program; null if it is
 * @param windows in which hosts are emulated; none for all the time
 */
public record Scenario(
        RunSpec run,
        List<Comparison> comparisons,
        SortedMap<String, List<String>> guestKinds,
        TraceRequest trace,
        List<Expectation> expectations,
        List<Notice> notices,
        JsonNode asRun,
        SchedulerObjects objects,
        @Nullable ExternalPlacement external,
        WindowRules windows) {
    public Scenario {
        comparisons = List.copyOf(comparisons);
        expectations = List.copyOf(expectations);
        notices = List.copyOf(notices);
    }

    /** A scenario with a policy of the program. */
    public Scenario(
            RunSpec run,
            List<Comparison> comparisons,
            SortedMap<String, List<String>> guestKinds,
            TraceRequest trace,
            List<Expectation> expectations,
            List<Notice> notices,
            JsonNode asRun,
            SchedulerObjects objects) {
        this(
                run,
                comparisons,
                guestKinds,
                trace,
                expectations,
                notices,
                asRun,
                objects,
                null,
                WindowRules.NONE);
    }

    /** Name of a guest as the scenario writes it. */
    public String guestKind(String hostGroup, int guest) {
        List<String> kinds = guestKinds.getOrDefault(hostGroup, List.of());
        return guest < kinds.size() ? kinds.get(guest) : "guest " + guest;
    }

    /**
     * Hosts with the same work, to be set side by side.
     *
     * @param columns at least one
     */
    public record Comparison(List<Column> columns) {
        public Comparison {
            columns = List.copyOf(columns);
        }
    }

    /**
     * One side of a comparison.
     *
     * @param title name of the group, or what its groups have in common
     * @param hostGroups whose figures are added up
     */
    public record Column(String title, List<String> hostGroups) {
        public Column {
            hostGroups = List.copyOf(hostGroups);
        }
    }
}
