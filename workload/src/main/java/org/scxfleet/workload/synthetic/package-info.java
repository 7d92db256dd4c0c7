/**
 * Generators: a few parameters that make the tasks of a typical workload.
 *
 * <p>A generator is a record with checked parameters and documented defaults. It draws nothing
 * itself: what varies is an {@link org.scxfleet.task.Amount} in a step, drawn by each task from its
 * own generator, so a generator's tasks are the same for every seed. Start at {@link
 * org.scxfleet.workload.synthetic.SyntheticWorkload}.
 */
@NullMarked
package org.scxfleet.workload.synthetic;

import org.jspecify.annotations.NullMarked;
