/**
 * CPU use of PlanetLab machines: one line for each, a sample every five minutes.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.planetlab.PlanetLabReader}.
 */
@NullMarked
package org.scxfleet.workload.planetlab;

import org.jspecify.annotations.NullMarked;
