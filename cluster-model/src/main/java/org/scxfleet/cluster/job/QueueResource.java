package org.scxfleet.cluster.job;

import java.util.Locale;
import org.scxfleet.cluster.resource.PodRequest;

/** What queues count, in the order of all amounts of queues. */
public enum QueueResource {
    /** Thousandths of CPUs. */
    CPU("CPU", 1_000),
    /** Memory in MiB. */
    MEMORY_MIB("MiB", 1),
    /** Thousandths of GPU devices. */
    GPU("GPU", 1_000);

    /** How many there are. */
    public static final int COUNT = 3;

    private final String unit;
    private final long scale;

    QueueResource(String unit, long scale) {
        this.unit = unit;
        this.scale = scale;
    }

    /** The resource with that name. */
    public static QueueResource named(String key) {
        for (QueueResource resource : values()) {
            if (resource.key().equals(key)) {
                return resource;
            }
        }
        throw new IllegalArgumentException("no resource '" + key + "' of queues");
    }

    /** Name in scenarios. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Smallest units of what a user writes. */
    public long scale() {
        return scale;
    }

    /** An amount for people: {@code 2.5 CPU}. */
    public String text(long amount) {
        String number =
                amount % scale == 0
                        ? String.valueOf(amount / scale)
                        : String.format(Locale.ROOT, "%.3f", (double) amount / scale)
                                .replaceFirst("0+$", "");
        return number + " " + unit;
    }

    /** What one pod with this request takes of each. */
    public static long[] of(PodRequest request) {
        return new long[] {request.cpuMilli(), request.memoryMib(), request.gpuMilliTotal()};
    }

    /** So many times each amount. */
    public static long[] times(long[] amounts, int count) {
        long[] product = new long[amounts.length];
        for (int i = 0; i < amounts.length; i++) {
            product[i] = Math.multiplyExact(amounts[i], count);
        }
        return product;
    }
}
