package org.scxfleet.policy.qmap;

import org.scxfleet.cid.CidMask;

/**
 * The idle mask that {@link QmapScheduler} keeps itself: the kernel's built-in tracking is off for
 * a scheduler with an update_idle op.
 */
final class IdleCids {
    private static final int NONE = -1;

    private final CidMask idle;

    /** No CPU is idle yet. */
    IdleCids(int cidCount) {
        idle = new CidMask(0, cidCount);
    }

    void set(int cid, boolean isIdle) {
        idle.set(cid, isIdle);
    }

    /**
     * Claims the previous cid if it is idle, allowed or not, else the next idle one that is
     * allowed; or -1.
     */
    int claim(int prevCid, CidMask allowed) {
        if (idle.testAndRemove(prevCid)) {
            return prevCid;
        }
        int cid = idle.nextSharedWrapping(prevCid + 1, allowed, allowed);
        if (cid < 0) {
            return NONE;
        }
        idle.remove(cid);
        return cid;
    }

    /** The first idle cid that is allowed, not claimed; or -1. */
    int first(CidMask allowed) {
        return idle.nextShared(0, allowed);
    }

    /** The cid itself if it is allowed, else the next one that is, idle or not; or -1. */
    static int nearest(int cid, CidMask allowed) {
        return allowed.contains(cid) ? cid : allowed.nextWrapping(cid + 1);
    }
}
