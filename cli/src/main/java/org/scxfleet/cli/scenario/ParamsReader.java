package org.scxfleet.cli.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.topology.CpuList;

/** Scheduling parameters and affinities, wherever they are written. */
final class ParamsReader {
    private static final Map<String, SchedPolicy> POLICIES = new LinkedHashMap<>();

    static {
        POLICIES.put("normal", SchedPolicy.NORMAL);
        POLICIES.put("batch", SchedPolicy.BATCH);
        POLICIES.put("idle", SchedPolicy.IDLE);
        POLICIES.put("fifo", SchedPolicy.FIFO);
        POLICIES.put("rr", SchedPolicy.RR);
        POLICIES.put("deadline", SchedPolicy.DEADLINE);
        POLICIES.put("ext", SchedPolicy.EXT);
    }

    private ParamsReader() {}

    /**
     * The parameters of a section with the keys policy, nice, rt_priority, slice, runtime, deadline
     * and period.
     */
    static SchedParams read(Section section) {
        SchedPolicy policy =
                section.read("policy", SchedPolicy.NORMAL, field -> field.oneOf(POLICIES));
        int nice =
                section.read(
                        "nice",
                        0,
                        field -> field.integer(SchedParams.MIN_NICE, SchedParams.MAX_NICE));
        int priority =
                section.read(
                        "rt_priority",
                        policy.isRealTime() ? 1 : 0,
                        field -> field.integer(0, SchedParams.MAX_RT_PRIORITY));
        if (policy == SchedPolicy.DEADLINE) {
            return deadline(section, nice);
        }
        for (String key : List.of("runtime", "deadline", "period")) {
            if (section.has(key)) {
                section.problem("'" + key + "' belongs to policy deadline");
            }
        }
        long sliceNs = section.read("slice", 0L, Field::timeNs);
        SchedParams params =
                section.made(() -> new SchedParams(policy, nice, priority, sliceNs, 0, 0));
        return params == null ? SchedParams.NORMAL : params;
    }

    private static SchedParams deadline(Section section, int nice) {
        Field runtime = section.required("runtime");
        long runtimeNs = runtime == null ? 1 : runtime.timeNs();
        long periodNs = section.read("period", runtimeNs, Field::timeNs);
        long deadlineNs = section.read("deadline", periodNs, Field::timeNs);
        SchedParams params =
                section.made(() ->
                        new SchedParams(
                                SchedPolicy.DEADLINE, nice, 0, runtimeNs, deadlineNs, periodNs));
        return params == null ? SchedParams.NORMAL : params;
    }

    /** CPUs of a list such as {@code 0-3,8}; none for {@code all}. */
    static List<Integer> cpus(Field field) {
        String text = field.text();
        // What is no text was said to be wrong when it was read.
        if (text.equals("all") || text.equals(Field.NO_TEXT)) {
            return List.of();
        }
        List<Integer> cpus = field.made(() -> CpuList.parse(text));
        return cpus == null ? List.of() : cpus;
    }
}
