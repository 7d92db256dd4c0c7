/**
 * The scheduling core of one kernel: run queues, wake-up, the choice of the next task, the tick,
 * changes of parameters, migration and hotplug. The kernel's core.c in small.
 *
 * <p>Knows the classes only as {@link org.scxfleet.sched.SchedClass}, never their packages; knows
 * behaviour only as {@link org.scxfleet.sched.TaskRunner}. Start at {@link
 * org.scxfleet.sched.SchedCore}.
 */
@NullMarked
package org.scxfleet.sched;

import org.jspecify.annotations.NullMarked;
