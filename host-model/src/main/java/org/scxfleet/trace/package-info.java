/**
 * What an observer of a host can see: a stream of events as numbers, and the digest over it.
 *
 * <p>Events carry numbers, never objects, so that the event loop allocates nothing for them. Knows
 * nothing of the kernel model. Start at {@link org.scxfleet.trace.TraceKind} and {@link
 * org.scxfleet.trace.TraceSink}.
 */
@NullMarked
package org.scxfleet.trace;

import org.jspecify.annotations.NullMarked;
