/**
 * The sched_ext class of Linux 7.3: dispatch queues, when each op is called and in which order,
 * idle tracking, bypass, enable and disable, the watchdog (kernel/sched/ext).
 *
 * <p>Sees schedulers only through {@link org.scxfleet.ops}; does not know the other classes. Start
 * at {@link org.scxfleet.sched.ext.ExtClass}, then {@link org.scxfleet.sched.ext.Dispatcher}.
 */
@NullMarked
package org.scxfleet.sched.ext;

import org.jspecify.annotations.NullMarked;
