package org.scxfleet.node.rpc;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which coordinator this node belongs to. A coordinator asks every node how it is, again and again;
 * each time it renews its claim. When it has not asked for a while, another one may have the node.
 */
final class NodeClaims {
    /** How long a claim holds after it was made or renewed. */
    static final long HOLDS_S = 8;

    private String holderId = "";
    private String holder = "";
    private long untilNs;

    /**
     * Claims the node, or renews the claim.
     *
     * @param id of the coordinator's process
     * @param name for messages
     * @return who holds the node instead; null if the claim is granted
     */
    synchronized @Nullable String claim(String id, String name) {
        String other = holderBeside(id);
        if (other == null) {
            holderId = id;
            holder = name;
            untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(HOLDS_S);
        }
        return other;
    }

    /** Gives the node up, if that coordinator holds it. */
    synchronized void release(String id) {
        if (holderId.equals(id)) {
            holderId = "";
        }
    }

    /** Who holds the node, unless nobody or that coordinator does. */
    synchronized @Nullable String holderBeside(String id) {
        boolean held = !holderId.isEmpty() && untilNs - System.nanoTime() > 0;
        return held && !holderId.equals(id) ? holder : null;
    }
}
