package org.scxfleet.cluster.simulation.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.scxfleet.cluster.simulation.ElasticWork;
import org.scxfleet.cluster.simulation.RoundPolicy;
import org.scxfleet.cluster.simulation.SimulatedJob;

/**
 * Optimus (Peng et al., EuroSys 2018): one GPU for each job, then one more, again and again, for
 * the job whose remaining time shrinks most by it. Ties go to the job that stands first in the
 * trace.
 */
public final class MarginalGain implements RoundPolicy {
    @Override
    public String officialName() {
        return "optimus";
    }

    @Override
    public List<Grant> decide(long nowNs, List<SimulatedJob> active, int gpus) {
        int[] granted = new int[active.size()];
        double[] gain = new double[active.size()];
        int left = gpus;
        for (int i = 0; i < granted.length && left > 0; i++) {
            granted[i] = 1;
            left--;
            gain[i] = left < 1 ? 0 : gain(active.get(i), 1);
        }
        while (left > 0) {
            int best = largest(gain);
            if (best < 0) {
                break;
            }
            granted[best]++;
            gain[best] = left < 1 ? 0 : gain(active.get(best), granted[best]);
            left--;
        }
        List<Grant> grants = new ArrayList<>();
        for (int i = 0; i < granted.length; i++) {
            if (granted[i] > 0) {
                grants.add(new Grant(active.get(i), granted[i]));
            }
        }
        grants.sort(Comparator.comparingInt(Grant::gpus));
        return grants;
    }

    /** Index of the largest gain above 0, or -1. */
    private static int largest(double[] gain) {
        int best = -1;
        for (int i = 0; i < gain.length; i++) {
            if (gain[i] > (best < 0 ? 0 : gain[best])) {
                best = i;
            }
        }
        return best;
    }

    private static double gain(SimulatedJob job, int gpus) {
        if (!(job.work() instanceof ElasticWork work)) {
            throw new IllegalArgumentException(
                    "job " + job.spec().name() + " cannot have any number of GPUs");
        }
        return gpus + 1 > work.gpusMax()
                ? 0
                : (work.iterationSeconds(gpus) - work.iterationSeconds(gpus + 1))
                        * work.remainingIterations();
    }
}
