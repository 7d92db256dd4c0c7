/**
 * Pictures of a run: what chosen hosts did, event by event, as a file that Perfetto's viewer opens.
 *
 * <p>While a host runs, its events go to a spool on disk as plain numbers; names and tracks are put
 * to them when the run is over. Knows nothing of the kernel model. Start at {@link
 * org.scxfleet.cli.trace.TraceRecording}; the field numbers of the format are in {@link
 * org.scxfleet.cli.trace.PerfettoFields}.
 */
@NullMarked
package org.scxfleet.cli.trace;

import org.jspecify.annotations.NullMarked;
