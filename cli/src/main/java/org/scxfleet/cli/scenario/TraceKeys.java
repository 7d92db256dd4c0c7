package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.scxfleet.workload.tracejob.TraceFormat;

/** Keys of {@code jobs} that only some formats of traces have. */
final class TraceKeys {
    private static final String OPENB = "openb";
    private static final List<String> MEASURED = List.of("gavel", "philly", "shockwave");

    /** Formats by key, in the order of messages. */
    static final SequencedMap<String, List<String>> FORMATS_OF_KEY = formatsOfKey();

    private TraceKeys() {}

    private static SequencedMap<String, List<String>> formatsOfKey() {
        SequencedMap<String, List<String>> formats = new LinkedHashMap<>();
        formats.put("timed", List.of(OPENB));
        formats.put("file", TraceFormat.labels());
        formats.put("throughputs", MEASURED);
        formats.put("gpu_type", MEASURED);
        formats.put("profiles", List.of("pollux"));
        formats.put("load", List.of("pollux"));
        formats.put("workload", List.of("pollux"));
        formats.put("cluster", List.of("helios-like"));
        List<String> timed = new ArrayList<>(TraceFormat.labels());
        timed.add(OPENB);
        for (String key :
                List.of("pod_cpus", "pod_gpus", "cpus_per_gpu", "priority", "preemptible")) {
            formats.put(key, timed);
        }
        List<String> pods = List.of(OPENB, "openb-like", "kubernetes");
        for (String key : List.of("pods", "node_count", "pod_count", "rule")) {
            formats.put(key, pods);
        }
        return formats;
    }
}
