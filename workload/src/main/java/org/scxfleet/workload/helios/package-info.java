/**
 * What is public of the Helios traces here: how full a virtual cluster was each minute, how many
 * GPUs each had, and a summary.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.helios.HeliosReader}.
 */
@NullMarked
package org.scxfleet.workload.helios;

import org.jspecify.annotations.NullMarked;
