package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.gpu.MigLayout;
import org.scxfleet.gpu.MigPart;
import org.scxfleet.host.TimedAction.Act;

/** The action that partitions a GPU anew while the run goes on. */
final class PartitionReader {
    /** To make instances takes about so long. */
    private static final long DEFAULT_TAKES_NS = 1_000_000_000L;

    private static final String NOT_PARTITIONED = "none";

    private PartitionReader() {}

    static @Nullable Act read(Field field, KernelDraft kernel) {
        Section section = field.section(ScenarioKeys.ACT_PARTITION);
        Field gpu = section == null ? null : section.required("gpu");
        Field mig = section == null ? null : section.required("mig");
        if (section == null || gpu == null || mig == null) {
            return null;
        }
        if (kernel.gpus.isEmpty()) {
            gpu.problem(kernel.label + " has no GPUs");
            return null;
        }
        int device = gpu.integer(0, kernel.gpus.size() - 1);
        MigPart part = kernel.gpus.get(device).mig();
        if (part == null) {
            gpu.problem(
                    "GPU "
                            + device
                            + " of "
                            + kernel.label
                            + " cannot be partitioned during the run; give it mig, or mig_places");
            return null;
        }
        List<String> instances = instances(mig, part.chip().model());
        int places = places(kernel, part);
        if (instances.size() > places) {
            mig.problem(
                    String.format(
                            Locale.ROOT,
                            "%d instances, but the chip has %d device numbers; give it mig_places:"
                                    + " %d",
                            instances.size(),
                            places,
                            instances.size()));
        }
        long takesNs = section.read("takes", DEFAULT_TAKES_NS, Field::timeNs);
        return new Act.PartitionGpu(device, instances, takesNs);
    }

    private static List<String> instances(Field mig, String model) {
        List<String> instances = new ArrayList<>();
        if (!mig.isSequence() && mig.text().equals(NOT_PARTITIONED)) {
            return instances;
        }
        List<Field> sizes = mig.oneOrMore();
        if (sizes.isEmpty()) {
            mig.problem("the list of MIG instances is empty; none makes the GPU whole again");
        }
        MigLayout layout = new MigLayout(model);
        for (Field size : sizes) {
            instances.add(size.text());
            size.made(() -> {
                layout.add(size.text());
                return layout;
            });
        }
        return instances;
    }

    private static int places(KernelDraft kernel, MigPart part) {
        return (int)
                kernel.gpus.stream()
                        .filter(gpu -> gpu.mig() != null && gpu.mig().chip().equals(part.chip()))
                        .count();
    }
}
