package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.GroupLink;
import org.scxfleet.cluster.run.RunSpec.LinkSpec;

/** Latency and bandwidth between groups of hosts, and between hosts and the coordinator. */
final class NetworkReader {
    private static final long LATENCY_MAX_NS = 10_000_000_000L;

    /** 1 Gbit/s in bytes per second. */
    private static final long GBIT_BYTES_PER_S = 125_000_000L;

    private static final long BANDWIDTH_MAX = 1_000_000 * GBIT_BYTES_PER_S;

    /** The network of a run. */
    record Network(LinkSpec defaultLink, List<GroupLink> links, long controlLatencyNs) {
        static final Network DEFAULT =
                new Network(LinkSpec.DEFAULT, List.of(), RunSpec.DEFAULT_CONTROL_LATENCY_NS);
    }

    private NetworkReader() {}

    static Network read(Field field, List<String> groupNames) {
        Section section = field.section(ScenarioKeys.NETWORK);
        if (section == null) {
            return Network.DEFAULT;
        }
        LinkSpec defaultLink = link(section, LinkSpec.DEFAULT);
        List<GroupLink> links = new ArrayList<>();
        for (Field item : section.items("links")) {
            GroupLink link = groupLink(item, groupNames, defaultLink);
            if (link != null) {
                links.add(link);
            }
        }
        long controlNs =
                section.read(
                        "control_latency_us",
                        RunSpec.DEFAULT_CONTROL_LATENCY_NS,
                        latency -> atLeastOne(latency, latency.inUnit(1_000, LATENCY_MAX_NS)));
        return new Network(defaultLink, links, controlNs);
    }

    private static @Nullable GroupLink groupLink(
            Field item, List<String> groupNames, LinkSpec defaultLink) {
        Section section = item.section(ScenarioKeys.LINK);
        Field between = section == null ? null : section.required("between");
        if (section == null || between == null) {
            return null;
        }
        List<Field> ends = between.items();
        if (ends.size() != 2) {
            between.problem("two host groups are expected, for example [web, db]");
            return null;
        }
        for (Field end : ends) {
            if (!groupNames.contains(end.text())) {
                end.problem(
                        "no host group '"
                                + end.text()
                                + "'"
                                + NearestName.hint(end.text(), groupNames));
            }
        }
        return new GroupLink(ends.get(0).text(), ends.get(1).text(), link(section, defaultLink));
    }

    private static LinkSpec link(Section section, LinkSpec defaults) {
        long latencyNs =
                section.read(
                        "latency_us",
                        defaults.latencyNs(),
                        field -> atLeastOne(field, field.inUnit(1_000, LATENCY_MAX_NS)));
        long bytesPerSecond =
                section.read(
                        "bandwidth_gbit_per_s",
                        defaults.bytesPerSecond(),
                        field -> atLeastOne(field, field.inUnit(GBIT_BYTES_PER_S, BANDWIDTH_MAX)));
        return new LinkSpec(latencyNs, bytesPerSecond);
    }

    /** Nothing crosses a host boundary without delay. */
    private static long atLeastOne(Field field, long value) {
        if (value < 1) {
            field.problem("must be above 0");
            return 1;
        }
        return value;
    }
}
