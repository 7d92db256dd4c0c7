package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;

/** The host groups that {@code on} and {@code guest} mean. */
final class Targets {
    private final List<GroupDraft> groups;

    Targets(List<GroupDraft> groups) {
        this.groups = groups;
    }

    /** The groups that {@code on} names; all if it is not given. */
    List<GroupDraft> groups(Section section) {
        Field on = section.field("on");
        if (on == null) {
            return groups;
        }
        List<GroupDraft> named = new ArrayList<>();
        for (Field item : on.oneOrMore()) {
            GroupDraft group = group(item.text());
            if (group == null) {
                item.problem(
                        "no host group '"
                                + item.text()
                                + "'"
                                + NearestName.hint(item.text(), names()));
            } else if (named.contains(group)) {
                item.problem("host group '" + item.text() + "' is named twice");
            } else {
                named.add(group);
            }
        }
        return named;
    }

    /** The kernels that {@code on} and {@code guest} mean. */
    List<KernelDraft> kernels(Section section) {
        String guest = section.read("guest", "", Field::text);
        List<KernelDraft> kernels = new ArrayList<>();
        for (GroupDraft group : groups(section)) {
            List<KernelDraft> found = group.kernels(guest);
            if (found.isEmpty()) {
                section.problem("host group '" + group.name + "' has no guest '" + guest + "'");
            }
            kernels.addAll(found);
        }
        return kernels;
    }

    List<String> names() {
        return groups.stream().map(group -> group.name).toList();
    }

    private @Nullable GroupDraft group(String name) {
        for (GroupDraft group : groups) {
            if (group.name.equals(name)) {
                return group;
            }
        }
        return null;
    }
}
