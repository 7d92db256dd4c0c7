package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;

/** Which hosts are traced: names of hosts ({@code web-3}) or of groups (their first host). */
final class TraceReader {
    private TraceReader() {}

    static TraceRequest read(Field field, List<GroupDraft> groups) {
        TraceRequest standard = TraceRequest.standard(groups);
        Section section = field.section(ScenarioKeys.TRACE);
        if (section == null) {
            return standard;
        }
        long fromNs = section.read("from", standard.fromNs(), Field::timeNs);
        long untilNs = section.read("until", standard.untilNs(), Field::timeNs);
        if (untilNs <= fromNs) {
            section.problem("'until' must be after 'from'");
        }
        long mib =
                section.read(
                        "max_mib",
                        TraceRequest.DEFAULT_MAX_BYTES >> 20,
                        size -> size.number(1, TraceRequest.MAX_MIB));
        List<String> hosts = standard.hosts();
        Field named = section.field("hosts");
        if (named != null) {
            hosts = named.oneOrMore().stream().map(item -> host(item, groups)).distinct().toList();
        }
        return new TraceRequest(hosts, fromNs, untilNs, mib << 20);
    }

    private static String host(Field item, List<GroupDraft> groups) {
        String name = item.text();
        List<String> known = new ArrayList<>();
        for (GroupDraft group : groups) {
            if (group.name.equals(name)) {
                return group.hostName(0);
            }
            for (int number = 0; number < group.count; number++) {
                if (group.hostName(number).equals(name)) {
                    return name;
                }
            }
            known.add(group.name);
            known.add(group.hostName(group.count - 1));
        }
        item.problem("no host or host group '" + name + "'" + NearestName.hint(name, known));
        return name;
    }
}
