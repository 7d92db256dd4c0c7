/**
 * One host as a whole: its description, its assembly from kernel, guests and devices, its life as a
 * logical process, and its report.
 *
 * <p>Knows every other package of the model and wires them; nothing in the model knows it. Start at
 * {@link org.scxfleet.host.HostSpec} (what a host is) and {@link org.scxfleet.host.Host} (how it
 * runs).
 */
@NullMarked
package org.scxfleet.host;

import org.jspecify.annotations.NullMarked;
