/**
 * The RT class: fixed priorities, FIFO and round robin (kernel/sched/rt.c).
 *
 * <p>Knows the other classes only as {@link org.scxfleet.sched.SchedClass}. Start at {@link
 * org.scxfleet.sched.rt.RtClass}.
 */
@NullMarked
package org.scxfleet.sched.rt;

import org.jspecify.annotations.NullMarked;
