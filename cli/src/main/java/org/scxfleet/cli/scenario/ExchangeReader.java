package org.scxfleet.cli.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.Step;
import org.scxfleet.task.Step.Algorithm;

/** How the members of a collective exchange data; speeds and latencies not given are 0. */
final class ExchangeReader {
    private static final long GB = 1_000_000_000L;
    private static final long SPEED_MAX = 100_000 * GB;
    private static final Map<String, Algorithm> ALGORITHMS = new LinkedHashMap<>();

    static {
        ALGORITHMS.put("network", Algorithm.NETWORK);
        ALGORITHMS.put("ring", Algorithm.RING);
        ALGORITHMS.put("tree", Algorithm.TREE);
        ALGORITHMS.put("hierarchical", Algorithm.HIERARCHICAL);
    }

    private ExchangeReader() {}

    static Step.Exchange read(Section section) {
        Algorithm algorithm =
                section.read("algorithm", Algorithm.NETWORK, field -> field.oneOf(ALGORITHMS));
        if (algorithm == Algorithm.NETWORK) {
            for (String key : section.given()) {
                if (key.startsWith("bus_")
                        || key.startsWith("wire_")
                        || key.startsWith("overlap")) {
                    section.problem(
                            key + " needs algorithm: ring, tree or hierarchical; network has none");
                }
            }
        }
        return new Step.Exchange(
                algorithm,
                section.read("overlap_percent", 0, field -> field.integer(0, 100)),
                section.read("bus_gb_per_s", 0L, ExchangeReader::speed),
                section.read("bus_latency", 0L, Field::timeNs),
                section.read("wire_gb_per_s", 0L, ExchangeReader::speed),
                section.read("wire_latency", 0L, Field::timeNs));
    }

    private static long speed(Field field) {
        return Math.max(1, field.inUnit(GB, SPEED_MAX));
    }
}
