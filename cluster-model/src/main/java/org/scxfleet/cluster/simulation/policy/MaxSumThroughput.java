package org.scxfleet.cluster.simulation.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.scxfleet.cluster.simulation.RatedWork;
import org.scxfleet.cluster.simulation.SimulatedJob;

/**
 * Most steps per second over all jobs: those run all the time that do most steps with each GPU;
 * jobs that are equal at the border share what is left equally.
 */
public final class MaxSumThroughput implements ShareRule {
    @Override
    public String officialName() {
        return "max_sum_throughput_perf";
    }

    @Override
    public double[] shares(List<SimulatedJob> jobs, int gpus) {
        double[] rate = jobs.stream().mapToDouble(MaxSumThroughput::stepsPerGpuSecond).toArray();
        int[] order =
                IntStream.range(0, jobs.size())
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -rate[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] shares = new double[jobs.size()];
        double left = gpus;
        int from = 0;
        while (from < order.length && left > 0) {
            int to = from;
            double wanted = 0;
            while (to < order.length && rate[order[to]] == rate[order[from]]) {
                wanted += jobs.get(order[to]).spec().gpus();
                to++;
            }
            double share = Math.min(1, left / wanted);
            for (int index : Arrays.copyOfRange(order, from, to)) {
                shares[index] = share;
            }
            left -= share * wanted;
            from = to;
        }
        return shares;
    }

    private static double stepsPerGpuSecond(SimulatedJob job) {
        if (!(job.work() instanceof RatedWork work)) {
            throw new IllegalArgumentException(
                    "job " + job.spec().name() + " has no known rate of steps");
        }
        return work.stepsPerSecond() / job.spec().gpus();
    }
}
