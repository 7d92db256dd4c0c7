/**
 * What tasks wait on: queues of waiters, mutexes with priority inheritance, semaphores, barriers,
 * pipes.
 *
 * <p>Decides who waits and who is woken; waking itself is the caller's. Start at {@link
 * org.scxfleet.sync.KernelMutex}.
 */
@NullMarked
package org.scxfleet.sync;

import org.jspecify.annotations.NullMarked;
