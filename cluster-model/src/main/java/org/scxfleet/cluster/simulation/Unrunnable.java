package org.scxfleet.cluster.simulation;

/**
 * Work that no GPU of the cluster can do; its job is rejected when it arrives.
 *
 * @param reason for the user
 */
public record Unrunnable(String reason) implements Work {
    @Override
    public void placedOn(JobPlacement placement) {
        throw new IllegalStateException("work that cannot run is placed: " + reason);
    }

    @Override
    public long advance(long availableNs, long restartNs) {
        throw new IllegalStateException("work that cannot run is run: " + reason);
    }

    @Override
    public boolean done() {
        return false;
    }

    @Override
    public void loseRound() {
        throw new IllegalStateException("work that cannot run has failed: " + reason);
    }
}
