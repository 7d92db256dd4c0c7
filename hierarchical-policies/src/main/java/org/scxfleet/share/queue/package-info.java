/**
 * Queues as a tree of shares over several resources: what each holds, what it is entitled to, whose
 * turn it is.
 *
 * <p>{@link org.scxfleet.share.queue.QueueTree} is the tree as written; {@link
 * org.scxfleet.share.queue.QueueAccounts} says what a queue may take; {@link
 * org.scxfleet.share.queue.QueuePolicy} whose turn it is. Integers only, but for the scaled shares
 * of hierarchical dominant resource fairness. Knows nothing of jobs, pods, nodes or time. Start
 * reading at {@link org.scxfleet.share.queue.QueueNode}.
 */
@NullMarked
package org.scxfleet.share.queue;

import org.jspecify.annotations.NullMarked;
