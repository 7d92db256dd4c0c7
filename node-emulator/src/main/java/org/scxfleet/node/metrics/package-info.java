/**
 * Figures of one process as Prometheus metrics.
 *
 * <p>The model keeps plain counters; here they are read at pauses, and only after somebody has
 * scraped, so a run that nobody watches pays nothing. Labels are run, host group and scheduler,
 * never a task or a process number; the names are in {@link org.scxfleet.metrics.FleetMetric}.
 * Start at {@link org.scxfleet.node.metrics.NodeMetrics}.
 */
@NullMarked
package org.scxfleet.node.metrics;

import org.jspecify.annotations.NullMarked;
