/**
 * Simulated time of one logical process: the event queue, the order of events at one instant,
 * seeds, and the contract by which hosts take part in cluster time.
 *
 * <p>Knows nothing of CPUs, tasks or schedulers: an event is a number with a time. Start at {@link
 * org.scxfleet.engine.EventQueue} and {@link org.scxfleet.engine.LogicalProcess}.
 */
@NullMarked
package org.scxfleet.engine;

import org.jspecify.annotations.NullMarked;
