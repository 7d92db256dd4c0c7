package org.scxfleet.workload.openbrule;

/**
 * The numbers of the openb rule. A scenario may replace each of them; {@link #DEFAULTS} are the
 * documented ones.
 *
 * @param utilisation mean utilisation of a pod's threads, 1 = a whole CPU; uniform per pod
 */
public record OpenbRuleParameters(
        Share utilisation,
        Requests requests,
        PeriodicThreads periodic,
        BestEffort bestEffort,
        Gpu gpu) {
    public static final OpenbRuleParameters DEFAULTS =
            new OpenbRuleParameters(
                    new Share(0.2, 0.6),
                    Requests.DEFAULTS,
                    PeriodicThreads.DEFAULTS,
                    BestEffort.DEFAULTS,
                    Gpu.DEFAULTS);

    /** A range of shares, each above 0 and at most 1. */
    public record Share(double min, double max) {
        public Share {
            if (!(min > 0 && min <= max && max <= 1)) {
                throw new IllegalArgumentException(
                        "shares " + min + ".." + max + "; give 0 < min <= max <= 1");
            }
        }
    }

    /** A range of times in nanoseconds. */
    public record Range(long minNs, long maxNs) {
        private static final long MAX_NS = 60_000_000_000L;

        public Range {
            if (minNs < 1 || minNs > maxNs || maxNs > MAX_NS) {
                throw new IllegalArgumentException(
                        "times " + minNs + ".." + maxNs + " ns; give 1 <= min <= max <= " + MAX_NS);
            }
        }

        long meanNs() {
            return minNs + (maxNs - minNs) / 2;
        }
    }

    /**
     * LS and Guaranteed: open-loop requests.
     *
     * @param service CPU time of a request; uniform per request
     */
    public record Requests(Range service) {
        public static final Requests DEFAULTS = new Requests(new Range(200_000, 2_000_000));
    }

    /**
     * Burstable: periodic threads.
     *
     * @param period uniform per thread
     */
    public record PeriodicThreads(Range period) {
        public static final PeriodicThreads DEFAULTS =
                new PeriodicThreads(new Range(10_000_000, 100_000_000));
    }

    /**
     * Best effort: pieces of computing with sleeps.
     *
     * @param compute CPU time of a piece; uniform per piece
     * @param nice of all threads of the pod
     */
    public record BestEffort(Range compute, int nice) {
        public static final BestEffort DEFAULTS =
                new BestEffort(new Range(1_000_000, 10_000_000), 10);

        public BestEffort {
            if (nice < -20 || nice > 19) {
                throw new IllegalArgumentException("nice " + nice + " is outside -20..19");
            }
        }
    }

    /**
     * Launch threads of GPU pods.
     *
     * @param step length of a step when nothing disturbs; uniform per pod
     * @param preparationShare CPU preparation of a step, as a share of its length
     * @param kernel duration of a kernel; uniform per pod, then fitted to the duty
     * @param wholeDeviceDuty share of the time that a whole device is busy
     * @param graphShare probability that a pod launches its kernels as one graph
     * @param slackShare share of a step that is left free between the end of its work and its end
     */
    public record Gpu(
            Range step,
            double preparationShare,
            Range kernel,
            double wholeDeviceDuty,
            double graphShare,
            double slackShare) {
        public static final Gpu DEFAULTS =
                new Gpu(
                        new Range(5_000_000, 50_000_000),
                        0.15,
                        new Range(250_000, 2_000_000),
                        0.9,
                        0.5,
                        0.02);

        /** Most kernels of one step. */
        public static final long MAX_KERNELS = 100_000;

        public Gpu {
            share("preparationShare", preparationShare);
            share("wholeDeviceDuty", wholeDeviceDuty);
            share("graphShare", graphShare);
            share("slackShare", slackShare);
            kernels(step, kernel);
            if (preparationShare >= 1 || slackShare >= 1 || wholeDeviceDuty == 0) {
                throw new IllegalArgumentException(
                        "preparation and slack must be below the whole step, the duty above 0");
            }
        }

        private static void kernels(Range step, Range kernel) {
            if (step.maxNs() / kernel.minNs() > MAX_KERNELS) {
                throw new IllegalArgumentException(
                        "kernels of "
                                + kernel.minNs()
                                + " ns in a step of "
                                + step.maxNs()
                                + " ns are more than "
                                + MAX_KERNELS);
            }
        }

        private static void share(String parameter, double share) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException(parameter + " " + share + " is outside 0..1");
            }
        }
    }
}
