package org.scxfleet.cluster.simulation.policy;

import java.util.List;
import org.scxfleet.cluster.simulation.SimulatedJob;

/**
 * Gavel's max-min fairness on equal GPUs: the least GPU time per weight is as large as can be, then
 * the next one, and so on (Narayanan et al., OSDI 2020, without heterogeneity).
 *
 * <p>The linear program of the source fixes only the least; here all levels are filled, like water:
 * all jobs rise together until one runs all the time, the others rise on. That is one of its
 * optima, and always the same one.
 */
public final class MaxMinFairness implements ShareRule {
    @Override
    public String officialName() {
        return "max_min_fairness";
    }

    @Override
    public double[] shares(List<SimulatedJob> jobs, int gpus) {
        int count = jobs.size();
        double[] shares = new double[count];
        boolean[] full = new boolean[count];
        double left = gpus;
        while (true) {
            double weights = 0;
            for (int i = 0; i < count; i++) {
                weights += full[i] ? 0 : jobs.get(i).spec().weight();
            }
            if (weights == 0) {
                return shares;
            }
            double level = left / weights;
            boolean anyFull = false;
            for (int i = 0; i < count; i++) {
                double wanted = jobs.get(i).spec().gpus() / jobs.get(i).spec().weight();
                if (!full[i] && wanted <= level) {
                    full[i] = true;
                    shares[i] = 1;
                    left -= jobs.get(i).spec().gpus();
                    anyFull = true;
                }
            }
            if (!anyFull) {
                for (int i = 0; i < count; i++) {
                    if (!full[i]) {
                        shares[i] = level * jobs.get(i).spec().weight() / jobs.get(i).spec().gpus();
                    }
                }
                return shares;
            }
        }
    }
}
