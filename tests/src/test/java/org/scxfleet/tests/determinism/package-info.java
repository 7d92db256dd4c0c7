/**
 * Is the same run the same? Equal digests whatever the threads, the processes, the transport and
 * the windows.
 */
@NullMarked
package org.scxfleet.tests.determinism;

import org.jspecify.annotations.NullMarked;
