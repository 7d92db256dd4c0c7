/**
 * Tasks: identity, scheduling parameters, one plain entity per scheduling class, and behaviour as
 * data.
 *
 * <p>The classes of the kernel depend on the task, never the reverse: a task holds the entities as
 * the kernel's task_struct does, with public fields, and knows its class only by {@link
 * org.scxfleet.task.ClassId}. Start at {@link org.scxfleet.task.Task} for the running thing and
 * {@link org.scxfleet.task.TaskSpec} with {@link org.scxfleet.task.Step} for its description.
 */
@NullMarked
package org.scxfleet.task;

import org.jspecify.annotations.NullMarked;
