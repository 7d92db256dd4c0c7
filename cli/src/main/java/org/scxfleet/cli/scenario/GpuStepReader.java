package org.scxfleet.cli.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.Step;
import org.scxfleet.task.Step.CopyWay;
import org.scxfleet.task.Step.Interleave;
import org.scxfleet.task.Step.SyncMode;

/** Steps that have to do with GPUs: launches, waits, contexts, copies, faults. */
final class GpuStepReader {
    private static final int COUNT_MAX = 1_000_000_000;
    private static final int STREAM_MAX = 1_023;
    private static final long MEMORY_MAX_MIB = Integer.MAX_VALUE;
    private static final Map<String, SyncMode> SYNC_MODES = new LinkedHashMap<>();
    private static final Map<String, Interleave> LEVELS = new LinkedHashMap<>();
    private static final Map<String, CopyWay> WAYS = new LinkedHashMap<>();

    static {
        SYNC_MODES.put("blocking", SyncMode.BLOCKING);
        SYNC_MODES.put("spin", SyncMode.SPIN);
        SYNC_MODES.put("yield", SyncMode.YIELD);
        LEVELS.put("low", Interleave.LOW);
        LEVELS.put("medium", Interleave.MEDIUM);
        LEVELS.put("high", Interleave.HIGH);
        WAYS.put("to_device", CopyWay.TO_DEVICE);
        WAYS.put("to_host", CopyWay.TO_HOST);
        WAYS.put("to_peer", CopyWay.PEER);
    }

    private GpuStepReader() {}

    static @Nullable Step step(String what, Field field) {
        return switch (what) {
            case "gpu_launch" ->
                    StepReader.inSection(field, ScenarioKeys.GPU_LAUNCH, GpuStepReader::launch);
            case "gpu_sync" -> sync(field);
            case "gpu_open" ->
                    StepReader.inSection(field, ScenarioKeys.GPU_OPEN, GpuStepReader::open);
            case "gpu_copy" ->
                    StepReader.inSection(field, ScenarioKeys.GPU_COPY, GpuStepReader::copy);
            case "gpu_fault" -> new Step.GpuFault(field.integer(0, STREAM_MAX));
            default -> throw new IllegalStateException("'" + what + "' is for no GPU");
        };
    }

    private static @Nullable Step open(Section section) {
        return new Step.GpuOpen(
                device(section),
                section.read("memory_mib", 0L, field -> field.number(0, MEMORY_MAX_MIB)),
                section.read("timeslice", 0L, Field::timeNs),
                section.read("interleave", Interleave.LOW, field -> field.oneOf(LEVELS)),
                percent(section, "threads_percent", 1, 100),
                percent(section, "compute_percent", 1, 100),
                percent(section, "bandwidth_percent", 0, 0),
                percent(section, "cache_sensitivity_percent", 0, 0));
    }

    private static int percent(Section section, String key, int least, int fallback) {
        return section.read(key, fallback, field -> field.integer(least, 100));
    }

    private static @Nullable Step copy(Section section) {
        Field size = section.required("size");
        CopyWay way = section.read("way", CopyWay.TO_DEVICE, field -> field.oneOf(WAYS));
        if (way == CopyWay.PEER && !section.has("peer")) {
            section.problem("a copy with way: to_peer needs peer, the number of the other GPU");
        }
        if (way != CopyWay.PEER && section.has("peer")) {
            section.problem("peer is for copies with way: to_peer");
        }
        int peer = section.read("peer", 0, field -> field.integer(0, STREAM_MAX));
        if (way == CopyWay.PEER && peer == device(section)) {
            section.problem("peer " + peer + " is the GPU itself");
        }
        return size == null
                ? null
                : new Step.GpuCopy(
                        device(section),
                        section.read("stream", 0, field -> field.integer(0, STREAM_MAX)),
                        way,
                        AmountReader.size(size),
                        section.read("pinned", true, Field::flag),
                        peer);
    }

    private static @Nullable Step launch(Section section) {
        Field kernel = section.required("kernel");
        if (kernel == null) {
            return null;
        }
        return new Step.GpuLaunch(
                device(section),
                section.read("stream", 0, field -> field.integer(0, STREAM_MAX)),
                AmountReader.time(kernel),
                section.read("kernels", 1, field -> field.integer(1, COUNT_MAX)),
                section.read("graph", false, Field::flag));
    }

    private static @Nullable Step sync(Field field) {
        if (field.isNumber()) {
            return new Step.GpuSync(field.integer(0, STREAM_MAX), SyncMode.BLOCKING);
        }
        return StepReader.inSection(
                field,
                ScenarioKeys.GPU_SYNC,
                section -> new Step.GpuSync(device(section), syncMode(section, "mode")));
    }

    /** How a thread waits; it sleeps unless something else is said. */
    static SyncMode syncMode(Section section, String key) {
        return section.read(key, SyncMode.BLOCKING, mode -> mode.oneOf(SYNC_MODES));
    }

    private static int device(Section section) {
        return section.read("device", 0, field -> field.integer(0, STREAM_MAX));
    }
}
