package org.scxfleet.cluster.placement.external;

import org.scxfleet.cluster.resource.PodRequest;

/**
 * One decision that was asked for.
 *
 * @param request of the pod
 * @param node number of the node, or {@link #NOWHERE}
 * @param devices bit i for device i
 * @param fallback the oracle was late and another policy decided
 * @param reason why the pod goes nowhere, else empty
 */
public record LoggedDecision(
        PodRequest request, int node, long devices, boolean fallback, String reason) {
    /** Node of a pod that was to go nowhere. */
    public static final int NOWHERE = -1;

    public LoggedDecision {
        if (node < NOWHERE || (node == NOWHERE && devices != 0)) {
            throw new IllegalArgumentException(
                    "a logged decision names node "
                            + node
                            + " and devices "
                            + Long.toBinaryString(devices));
        }
    }
}
