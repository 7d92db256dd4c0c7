/**
 * What tasks do while they run: programs as compact code, and the engine that executes them on
 * CPUs.
 *
 * <p>Sits between the scheduling core (which decides who runs) and the things a task can touch
 * (locks, timers, GPUs, other hosts). Start at {@link org.scxfleet.exec.Execution}.
 */
@NullMarked
package org.scxfleet.exec;

import org.jspecify.annotations.NullMarked;
