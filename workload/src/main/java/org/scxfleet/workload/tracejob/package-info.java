/**
 * Jobs of a trace, whichever it is, on their way into a cluster: what they ask for, how they are
 * split into pods, and what their pods do on a host.
 *
 * <p>Knows no file format; the readers' folders do. Start reading at {@link
 * org.scxfleet.workload.tracejob.TraceJob}.
 */
@NullMarked
package org.scxfleet.workload.tracejob;

import org.jspecify.annotations.NullMarked;
