/**
 * One machine of the Bitbrains trace (GWA-T-12), CSV with semicolons.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.bitbrains.BitbrainsReader}.
 */
@NullMarked
package org.scxfleet.workload.bitbrains;

import org.jspecify.annotations.NullMarked;
