package org.scxfleet.cluster.throughput;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a measurement is about.
 *
 * @param model its name
 * @param batchSize of all GPUs together, or 0 where the table names none
 * @param gpus at least 1
 */
public record JobKind(String model, int batchSize, int gpus) implements Comparable<JobKind> {
    private static final Pattern TYPE =
            Pattern.compile("(\\S.*?)(?: \\(batch size (\\d{1,9})\\))?");
    private static final Comparator<JobKind> ORDER =
            Comparator.comparing(JobKind::model)
                    .thenComparingInt(JobKind::batchSize)
                    .thenComparingInt(JobKind::gpus);

    public JobKind {
        if (model.isEmpty() || batchSize < 0 || gpus < 1) {
            throw new IllegalArgumentException(
                    "model \"" + model + "\", batch size " + batchSize + ", " + gpus + " GPUs");
        }
    }

    /**
     * The kind written as in the tables: {@code ResNet-18 (batch size 32)}, or the model alone.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static JobKind of(String type, int gpus) {
        Matcher parts = TYPE.matcher(type);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + type + "\" is no type of job");
        }
        String batch = parts.group(2);
        return new JobKind(parts.group(1), batch == null ? 0 : Integer.parseInt(batch), gpus);
    }

    /** The same with another batch size. */
    public JobKind withBatchSize(int other) {
        return new JobKind(model, other, gpus);
    }

    /** As written in the tables. */
    public String type() {
        return batchSize == 0 ? model : model + " (batch size " + batchSize + ")";
    }

    @Override
    public int compareTo(JobKind other) {
        return ORDER.compare(this, other);
    }
}
