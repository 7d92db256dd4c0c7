package org.scxfleet.cluster.throughput;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Measured steps per second. A rate of 0 says that it was tried and does not fit. */
public final class ThroughputTable {
    private static final String SPREAD_SUFFIX = "_unconsolidated";

    private final Map<String, Map<JobKind, Row>> byGpu = new TreeMap<>();

    /** Rates of one kind of job on one kind of GPU. */
    private static final class Row {
        private double alone;
        private final Map<JobKind, Double> beside = new TreeMap<>();
    }

    /** Adds the rate of a job that has its GPUs to itself. */
    public void addAlone(String gpuType, JobKind kind, double stepsPerSecond) {
        row(gpuType, kind).alone = checked(stepsPerSecond);
    }

    /** Adds the rate of a job that shares its GPUs with another. */
    public void addBeside(String gpuType, JobKind kind, JobKind other, double stepsPerSecond) {
        row(gpuType, kind).beside.put(other, checked(stepsPerSecond));
    }

    private Row row(String gpuType, JobKind kind) {
        return byGpu.computeIfAbsent(gpuType, key -> new TreeMap<>())
                .computeIfAbsent(kind, key -> new Row());
    }

    private static double checked(double stepsPerSecond) {
        if (!(stepsPerSecond >= 0) || stepsPerSecond == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(stepsPerSecond + " steps per second");
        }
        return stepsPerSecond;
    }

    /** Kinds of GPUs; those measured across nodes count as their own kind with a suffix. */
    public Set<String> gpuTypes() {
        return byGpu.keySet();
    }

    /** Kinds of jobs that were measured on these GPUs. */
    public Set<JobKind> kinds(String gpuType) {
        Map<JobKind, Row> rows = byGpu.get(gpuType);
        return rows == null ? new TreeSet<>() : rows.keySet();
    }

    /**
     * Steps per second of a job that has its GPUs to itself.
     *
     * @param spread whether they are on several nodes; where that was not measured, on one
     */
    public OptionalDouble alone(String gpuType, JobKind kind, boolean spread) {
        Row row = find(gpuType, kind, spread);
        return row == null ? OptionalDouble.empty() : OptionalDouble.of(row.alone);
    }

    /** Steps per second of a job beside another on the same GPUs. */
    public OptionalDouble beside(String gpuType, JobKind kind, JobKind other, boolean spread) {
        Row row = find(gpuType, kind, spread);
        Double rate = row == null ? null : row.beside.get(other);
        return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    private @Nullable Row find(String gpuType, JobKind kind, boolean spread) {
        if (spread) {
            Map<JobKind, Row> rows = byGpu.get(gpuType + SPREAD_SUFFIX);
            Row row = rows == null ? null : rows.get(kind);
            if (row != null && row.alone > 0) {
                return row;
            }
        }
        Map<JobKind, Row> rows = byGpu.get(gpuType);
        return rows == null ? null : rows.get(kind);
    }
}
