/**
 * The deadline class and the deadline servers (kernel/sched/deadline.c).
 *
 * <p>Knows the other classes only as {@link org.scxfleet.sched.SchedClass}. Start at {@link
 * org.scxfleet.sched.deadline.DeadlineClass}, then {@link
 * org.scxfleet.sched.deadline.DeadlineServer}.
 */
@NullMarked
package org.scxfleet.sched.deadline;

import org.jspecify.annotations.NullMarked;
