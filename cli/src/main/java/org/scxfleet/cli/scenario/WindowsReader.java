package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.queue.WindowRules;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;

/** The windows of a run at job level: by time, by the first large gang, by seeded samples. */
final class WindowsReader {
    private static final int SAMPLES_MAX = 10_000;

    private WindowsReader() {}

    static WindowRules read(Field field, long seed, long endNs) {
        Section section = field.section(ScenarioKeys.WINDOWS);
        Field lengthField = section == null ? null : section.required("length");
        if (section == null || lengthField == null) {
            return WindowRules.NONE;
        }
        long lengthNs = lengthField.timeNs();
        if (lengthNs < 1 || lengthNs > endNs) {
            lengthField.problem("must be above 0 and at most the duration of the run");
            return WindowRules.NONE;
        }
        List<Long> atNs = new ArrayList<>();
        for (Field at : section.read("at", List.<Field>of(), Field::oneOrMore)) {
            long timeNs = at.timeNs();
            if (timeNs > endNs - lengthNs) {
                at.problem("the window would end after the run");
            }
            atNs.add(timeNs);
        }
        int gang =
                section.read(
                        "first_gang_above_gpus",
                        WindowRules.NO_GANG,
                        item -> item.integer(0, NodeSpec.GPUS_MAX << 20));
        int samples = section.read("samples", 0, item -> item.integer(1, SAMPLES_MAX));
        SeededRandom random = new SeededRandom(SeedTree.derive(seed, "windows"));
        for (int sample = 0; sample < samples; sample++) {
            atNs.add(random.below(endNs - lengthNs + 1));
        }
        WindowRules rules = new WindowRules(lengthNs, atNs, gang);
        if (rules.areNone()) {
            section.problem("no window is chosen: give 'at', 'first_gang_above_gpus' or 'samples'");
        }
        return rules;
    }
}
