/**
 * The fair class: EEVDF over one flat tree per CPU, cgroup weights, bandwidth limits, wake-up
 * placement and load balancing (kernel/sched/fair.c).
 *
 * <p>Knows the other classes only as {@link org.scxfleet.sched.SchedClass} and {@link
 * org.scxfleet.sched.ServerControl}. Start at {@link org.scxfleet.sched.fair.FairClass}, then
 * {@link org.scxfleet.sched.fair.FairQueue} for the arithmetic.
 */
@NullMarked
package org.scxfleet.sched.fair;

import org.jspecify.annotations.NullMarked;
