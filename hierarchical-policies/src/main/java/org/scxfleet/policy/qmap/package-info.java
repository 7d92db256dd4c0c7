/**
 * Twin of {@code scx_qmap}, the kernel's example that exercises most features of sched_ext: five
 * FIFOs by weight, and faults on demand.
 *
 * <p>Start at {@link org.scxfleet.policy.qmap.QmapScheduler}. Sub-schedulers are left out. Knows
 * nothing of how the kernel is modelled.
 */
@NullMarked
package org.scxfleet.policy.qmap;

import org.jspecify.annotations.NullMarked;
