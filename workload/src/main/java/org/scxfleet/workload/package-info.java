/**
 * Where work comes from: one package for each input format, generators, and the list of formats.
 *
 * <p>Readers parse streams that are handed to them and open nothing themselves. They turn a file
 * into tasks whose behaviour is data ({@link org.scxfleet.task.TaskSpec}) or pods to be placed.
 * Start at {@link org.scxfleet.workload.WorkloadFormat}.
 */
@NullMarked
package org.scxfleet.workload;

import org.jspecify.annotations.NullMarked;
