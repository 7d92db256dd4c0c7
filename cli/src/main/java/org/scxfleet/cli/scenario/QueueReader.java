package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.host.HostReport.Notice;

/** The tree of cluster queues: checked and echoed in the result, not yet part of the run. */
final class QueueReader {
    private static final int WEIGHT_MAX = 10_000;

    private QueueReader() {}

    static void read(Section root, List<Notice> notices) {
        List<Field> items = root.items("queues");
        List<String> names = new ArrayList<>();
        for (Field item : items) {
            Section section = item.section(ScenarioKeys.QUEUE);
            Field name = section == null ? null : section.required("name");
            if (section == null || name == null) {
                continue;
            }
            Field parent = section.field("parent");
            if (parent != null && !names.contains(parent.text())) {
                parent.problem(
                        "no queue '"
                                + parent.text()
                                + "' before this one"
                                + (names.isEmpty() ? "" : NearestName.hint(parent.text(), names)));
            }
            if (names.contains(name.text())) {
                name.problem("a queue '" + name.text() + "' exists already");
            }
            names.add(name.name());
            section.read("weight", 100, field -> field.integer(1, WEIGHT_MAX));
        }
        if (!items.isEmpty()) {
            notices.add(
                    new Notice(
                            "queues-not-modelled",
                            items.getFirst().origin().toString(),
                            items.size(),
                            "queue " + (names.isEmpty() ? "?" : names.getFirst()),
                            "pods are placed in arrival order; queues and their weights change"
                                    + " nothing yet"));
        }
    }
}
