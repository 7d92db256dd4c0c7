package org.scxfleet.cluster.simulation;

/**
 * A job as its user submits it.
 *
 * @param name unique in a run
 * @param arrivalNs at least 0
 * @param gpus that it asks for, at least 1
 * @param weight of its share, more than 0
 */
public record JobSpec(String name, long arrivalNs, int gpus, double weight) {
    /** Most GPUs that a job can ask for. */
    public static final int GPUS_MAX = 1 << 20;

    public JobSpec {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a job needs a name");
        }
        if (arrivalNs < 0) {
            throw new IllegalArgumentException(
                    "job " + name + " arrives at " + arrivalNs + " ns; the first moment is 0");
        }
        if (gpus < 1 || gpus > GPUS_MAX) {
            throw new IllegalArgumentException(
                    "job " + name + " asks for " + gpus + " GPUs; 1 to " + GPUS_MAX + " can be");
        }
        if (!(weight > 0) || weight == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("job " + name + " has the weight " + weight);
        }
    }
}
