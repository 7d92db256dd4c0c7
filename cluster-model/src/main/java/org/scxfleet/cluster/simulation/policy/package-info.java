/**
 * Published policies for training clusters, each as its source describes it.
 *
 * <p>They know jobs and numbers of GPUs, not nodes: which GPUs a job gets is the engine's concern.
 * Start reading at {@link org.scxfleet.cluster.simulation.policy.TwoQueueAttainedService}.
 */
@NullMarked
package org.scxfleet.cluster.simulation.policy;

import org.jspecify.annotations.NullMarked;
