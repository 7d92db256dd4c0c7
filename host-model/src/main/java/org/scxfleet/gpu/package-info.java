/**
 * GPUs of a host: devices, contexts, streams, and how several contexts share one device.
 *
 * <p>Knows tasks only by number and calls back through {@link org.scxfleet.gpu.GpuListener}.
 * Coupled to the host without delay, hence part of the same logical process. Start at {@link
 * org.scxfleet.gpu.GpuSet}, what tasks do, and {@link org.scxfleet.gpu.Gpu}, how a device works.
 */
@NullMarked
package org.scxfleet.gpu;

import org.jspecify.annotations.NullMarked;
