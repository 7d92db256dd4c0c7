package org.scxfleet.cluster.goodput;

/**
 * How long a training step takes.
 *
 * @param stepSeconds with the exchange of gradients
 * @param syncSeconds of it, what the exchange adds
 */
public record StepTime(double stepSeconds, double syncSeconds) {
    /** A step that only accumulates gradients. */
    public double accumulateSeconds() {
        return stepSeconds - syncSeconds;
    }

    /** The value between two, at the fraction from this to the other. */
    StepTime towards(StepTime other, double fraction) {
        return new StepTime(
                stepSeconds + (other.stepSeconds - stepSeconds) * fraction,
                syncSeconds + (other.syncSeconds - syncSeconds) * fraction);
    }
}
