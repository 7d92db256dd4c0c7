/**
 * Jobs that wait in queues until the cluster has room for them: whose turn it is, who has to make
 * room, what became of everybody, in virtual time.
 *
 * <p>Runs on descriptions alone: a job takes as long as it says. Knows nothing of hosts, kernels or
 * processes, so its decisions are the same on every layout. Start reading at {@link
 * org.scxfleet.cluster.queue.QueueRun}; what comes out is a {@link
 * org.scxfleet.cluster.queue.QueueOutcome}.
 */
@NullMarked
package org.scxfleet.cluster.queue;

import org.jspecify.annotations.NullMarked;
