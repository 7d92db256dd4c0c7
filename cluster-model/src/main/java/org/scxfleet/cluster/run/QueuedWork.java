package org.scxfleet.cluster.run;

import java.util.List;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.queue.QueueSettings;
import org.scxfleet.task.TaskSpec;

/**
 * Jobs that come in over time and wait in queues.
 *
 * @param queues parents before their children; none if there are no jobs
 * @param settings how the queues work together
 * @param jobs in written order
 */
public record QueuedWork(List<QueueSpec> queues, QueueSettings settings, List<JobWork> jobs) {
    /** No queues, no jobs. */
    public static final QueuedWork NONE =
            new QueuedWork(List.of(), QueueSettings.DEFAULTS, List.of());

    public QueuedWork {
        queues = List.copyOf(queues);
        jobs = List.copyOf(jobs);
    }

    /**
     * A job with what its pods do.
     *
     * @param quality quality of service class, for the list of jobs
     * @param cgroupWeight cpu.weight of each pod's cgroup
     */
    public record JobWork(Job job, String quality, int cgroupWeight, Behaviour behaviour) {}

    /** What a pod does on its host. */
    public sealed interface Behaviour {
        /**
         * Threads that compute until the pod's time is over.
         *
         * @param threads of each pod
         */
        record Busy(int threads) implements Behaviour {
            public Busy {
                if (threads < 1) {
                    throw new IllegalArgumentException(threads + " threads of a pod; at least 1");
                }
            }
        }

        /**
         * Threads that compute for a moment once in every period, as often as periods fit into the
         * pod's time; the first thread then has each of the pod's devices work.
         *
         * @param threads of each pod
         * @param computeNs work of a CPU in each period
         * @param kernelNs work of each GPU device in each period, 0 for none
         */
        record Periodic(int threads, long computeNs, long periodNs, long kernelNs)
                implements Behaviour {
            public Periodic {
                if (threads < 1 || computeNs < 0 || periodNs < 1 || kernelNs < 0) {
                    throw new IllegalArgumentException(
                            threads
                                    + " threads compute "
                                    + computeNs
                                    + " ns in periods of "
                                    + periodNs
                                    + " ns, with kernels of "
                                    + kernelNs
                                    + " ns; the least is 1, 0, 1 and 0");
                }
            }
        }

        /** Programs of their own, which nobody ends: for pods that stay. */
        record Programs(List<TaskSpec> tasks) implements Behaviour {
            public Programs {
                tasks = List.copyOf(tasks);
            }
        }
    }
}
