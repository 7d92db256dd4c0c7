package org.scxfleet.cluster.simulation.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.scxfleet.cluster.simulation.RoundPolicy;
import org.scxfleet.cluster.simulation.SimulatedJob;

/**
 * Gavel's rounds (Narayanan et al., OSDI 2020): a rule says what part of the time each job should
 * run, the rounds follow it.
 *
 * <p>In every round the jobs go first that have received least of their share: share over received
 * fraction, then the time still owed from before, then the share, then the order of the trace. The
 * shares are computed anew when jobs have come or gone, but not more often than every 1,000
 * seconds; then the account of received time begins anew, and what was owed is remembered. A job
 * that came since has no share yet: it waits, and GPUs that it would get stay idle, as in the
 * published scheduler.
 */
public final class LeastReceivedShare implements RoundPolicy {
    /** Least time between two computations of the shares, in the published scheduler. */
    public static final long DEFAULT_SHARES_NS = 1_000_000_000_000L;

    /** Priority of a job that has a share and received nothing, per share. */
    private static final double UNSERVED = 1e9;

    private static final double NO_SHARE = -1;

    private final ShareRule rule;
    private final long sharesNs;
    private final double headStartNs;
    private double[] share = new double[0];
    private double[] receivedNs = new double[0];
    private double[] owedNs = new double[0];
    private boolean[] seen = new boolean[0];
    private double servedNs;
    private long sharesAtNs;
    private int activeBefore;
    private boolean changed;

    /**
     * @param sharesNs least time between two computations of the shares
     * @param roundNs length of a round; a job begins as if it had received half of one
     */
    public LeastReceivedShare(ShareRule rule, long sharesNs, long roundNs) {
        this.rule = rule;
        this.sharesNs = sharesNs;
        headStartNs = roundNs / 2.0;
    }

    @Override
    public String officialName() {
        return rule.officialName();
    }

    @Override
    public void ran(SimulatedJob job, long usedNs) {
        receivedNs[job.index()] += usedNs;
        servedNs += usedNs;
    }

    @Override
    public List<Grant> decide(long nowNs, List<SimulatedJob> active, int gpus) {
        notice(active);
        if (changed && (nowNs - sharesAtNs >= sharesNs || sharesAtNs == 0)) {
            share(nowNs, active, gpus);
        }
        List<SimulatedJob> order = new ArrayList<>(active);
        order.sort(
                Comparator.comparingDouble(this::priority)
                        .thenComparingDouble(job -> owedNs[job.index()])
                        .thenComparingDouble(job -> Math.max(0, share[job.index()]))
                        .reversed());
        List<Grant> grants = new ArrayList<>();
        int left = gpus;
        for (SimulatedJob job : order) {
            if (job.spec().gpus() <= left) {
                left -= job.spec().gpus();
                if (share[job.index()] != NO_SHARE) {
                    grants.add(new Grant(job, job.spec().gpus()));
                }
            }
        }
        grants.sort(Comparator.comparingInt(Grant::gpus).reversed());
        return grants;
    }

    /** Whether jobs have come or gone. */
    private void notice(List<SimulatedJob> active) {
        int needed = active.getLast().index() + 1;
        if (needed > seen.length) {
            int known = seen.length;
            seen = Arrays.copyOf(seen, needed);
            share = Arrays.copyOf(share, needed);
            receivedNs = Arrays.copyOf(receivedNs, needed);
            owedNs = Arrays.copyOf(owedNs, needed);
            Arrays.fill(share, known, needed, NO_SHARE);
        }
        int old = 0;
        for (SimulatedJob job : active) {
            if (seen[job.index()]) {
                old++;
            } else {
                seen[job.index()] = true;
                receivedNs[job.index()] = headStartNs;
                changed = true;
            }
        }
        changed |= old != activeBefore;
        activeBefore = active.size();
    }

    private void share(long nowNs, List<SimulatedJob> active, int gpus) {
        servedNs = 0;
        for (SimulatedJob job : active) {
            int i = job.index();
            owedNs[i] +=
                    Math.max(0, share[i]) * (nowNs - sharesAtNs) - (receivedNs[i] - headStartNs);
            receivedNs[i] = headStartNs;
            servedNs += headStartNs;
        }
        sharesAtNs = nowNs;
        double[] shares = rule.shares(active, gpus);
        for (int i = 0; i < shares.length; i++) {
            share[active.get(i).index()] = shares[i];
        }
        changed = false;
    }

    private double priority(SimulatedJob job) {
        double wanted = share[job.index()];
        if (wanted == NO_SHARE) {
            return 0;
        }
        double fraction = servedNs == 0 ? 0 : receivedNs[job.index()] / servedNs;
        return fraction > 0 ? wanted / fraction : wanted * UNSERVED;
    }
}
