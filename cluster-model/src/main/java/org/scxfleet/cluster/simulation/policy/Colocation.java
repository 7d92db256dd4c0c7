package org.scxfleet.cluster.simulation.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.simulation.RoundPolicy;
import org.scxfleet.cluster.simulation.SharingWork;
import org.scxfleet.cluster.simulation.SimulatedJob;

/**
 * Lets jobs that another policy leaves waiting share GPUs with jobs that it serves.
 *
 * <p>In the order of the trace, each waiting job is set beside the served job of as many GPUs with
 * which the two do most together, measured as parts of their speeds alone; where they would do no
 * more than one of them alone, it waits. Nobody shares with more than one. A job that shares is
 * slower than the other policy believes; its account of received time does not know.
 */
public final class Colocation implements RoundPolicy {
    /** Together they must do more than one job alone. */
    private static final double WORTH_MIN = 1.0;

    private final RoundPolicy served;

    public Colocation(RoundPolicy served) {
        this.served = served;
    }

    @Override
    public String officialName() {
        return served.officialName() + "+colocation";
    }

    @Override
    public void ran(SimulatedJob job, long usedNs) {
        served.ran(job, usedNs);
    }

    @Override
    public List<Grant> decide(long nowNs, List<SimulatedJob> active, int gpus) {
        List<Grant> grants = new ArrayList<>(served.decide(nowNs, active, gpus));
        List<SimulatedJob> hosts = new ArrayList<>(grants.stream().map(Grant::job).toList());
        List<SimulatedJob> waiting = new ArrayList<>(active);
        waiting.removeAll(hosts);
        for (SimulatedJob job : waiting) {
            SimulatedJob host = best(job, hosts);
            if (host != null) {
                hosts.remove(host);
                grants.add(new Grant(job, host.spec().gpus(), host));
            }
        }
        return grants;
    }

    private static @Nullable SimulatedJob best(SimulatedJob job, List<SimulatedJob> hosts) {
        SimulatedJob best = null;
        double most = WORTH_MIN;
        for (SimulatedJob host : hosts) {
            double worth = host.spec().gpus() == job.spec().gpus() ? together(job, host) : 0;
            if (worth > most) {
                most = worth;
                best = host;
            }
        }
        return best;
    }

    private static double together(SimulatedJob job, SimulatedJob host) {
        if (job.work() instanceof SharingWork one && host.work() instanceof SharingWork other) {
            double first = one.partBeside(other);
            double second = other.partBeside(one);
            return first > 0 && second > 0 ? first + second : 0;
        }
        return 0;
    }
}
