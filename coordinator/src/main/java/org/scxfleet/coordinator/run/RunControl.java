package org.scxfleet.coordinator.run;

/** By which another thread stops a run. */
public final class RunControl {
    private volatile boolean stopped;

    /** The run ends at its next window, or sooner. */
    public void stop() {
        stopped = true;
    }

    public boolean isStopped() {
        return stopped;
    }
}
