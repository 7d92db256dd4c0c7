/**
 * The boundary between the kernel and a sched_ext scheduler: what the kernel calls ({@link
 * org.scxfleet.ops.SchedulerOps}), what a scheduler may call back ({@link
 * org.scxfleet.ops.ExtKernel}), and which call is allowed where ({@link
 * org.scxfleet.ops.OpsContext}).
 *
 * <p>Java schedulers, BPF schedulers and guests' schedulers all enter by this door. Knows nothing
 * of how the kernel is modelled.
 */
@NullMarked
package org.scxfleet.ops;

import org.jspecify.annotations.NullMarked;
