package org.scxfleet.gpu;

import java.util.Arrays;

/**
 * Divides links between the flows that pass them: max-min fair, with a ceiling for each flow.
 *
 * <p><b>What.</b> All flows grow at the same pace until one of them reaches its ceiling, or a link
 * on its way is full; that one stays, the others go on. So nobody can get more without taking it
 * from somebody who has no more than he. What a full link leaves over by rounding, less than a byte
 * a second for each flow, is lost.
 *
 * <p><b>Cost.</b> O(flows squared) at worst, no allocation once the arrays have grown. Ties are
 * settled by the order of the flows.
 */
final class FairShares {
    /** Links that one flow passes at most. */
    static final int WAY_MAX = 6;

    private final long[] left;
    private final int[] users;
    private long[] ceilings = new long[8];
    private long[] rates = new long[8];
    private int[] ways = new int[8 * WAY_MAX];
    private int[] lengths = new int[8];
    private boolean[] settled = new boolean[8];
    private int flows;

    FairShares(int links) {
        left = new long[links];
        users = new int[links];
    }

    /** Forgets all flows. */
    void clear() {
        flows = 0;
        Arrays.fill(users, 0);
    }

    /** A further flow; its way is told by {@link #passes}. */
    void add(long ceiling) {
        if (flows == ceilings.length) {
            grow();
        }
        ceilings[flows] = ceiling;
        lengths[flows] = 0;
        settled[flows] = false;
        rates[flows++] = 0;
    }

    private void grow() {
        int size = 2 * flows;
        ceilings = Arrays.copyOf(ceilings, size);
        rates = Arrays.copyOf(rates, size);
        lengths = Arrays.copyOf(lengths, size);
        settled = Arrays.copyOf(settled, size);
        ways = Arrays.copyOf(ways, size * WAY_MAX);
    }

    /** The flow that was added last passes the link. */
    void passes(int link) {
        int flow = flows - 1;
        ways[flow * WAY_MAX + lengths[flow]++] = link;
        users[link]++;
    }

    boolean isUsed(int link) {
        return users[link] > 0;
    }

    void setCapacity(int link, long bytesPerSecond) {
        left[link] = bytesPerSecond;
    }

    long rate(int flow) {
        return rates[flow];
    }

    /** Gives every flow its rate. */
    void divide() {
        for (int open = flows; open > 0; ) {
            int tightest = -1;
            long least = Long.MAX_VALUE;
            for (int flow = 0; flow < flows; flow++) {
                long most = settled[flow] ? Long.MAX_VALUE : most(flow);
                if (most < least) {
                    least = most;
                    tightest = flow;
                }
            }
            settle(tightest, Math.max(1, least));
            open--;
        }
    }

    /** What the flow gets if it is the next to stay. */
    private long most(int flow) {
        long most = ceilings[flow];
        for (int i = 0; i < lengths[flow]; i++) {
            int link = ways[flow * WAY_MAX + i];
            most = Math.min(most, left[link] / users[link]);
        }
        return most;
    }

    private void settle(int flow, long rate) {
        settled[flow] = true;
        rates[flow] = rate;
        for (int i = 0; i < lengths[flow]; i++) {
            int link = ways[flow * WAY_MAX + i];
            left[link] -= rate;
            users[link]--;
        }
    }
}
