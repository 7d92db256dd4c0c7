/**
 * What every reader of a format has in common: what it gives, how it reports what it left out, and
 * how it refuses bad input.
 *
 * <p>Knows no format. Start at {@link org.scxfleet.workload.input.TaskWorkload}.
 */
@NullMarked
package org.scxfleet.workload.input;

import org.jspecify.annotations.NullMarked;
