/**
 * Figures of a coordinator as Prometheus metrics. What the hosts do is shown by the nodes; here are
 * runs, windows and messages.
 *
 * <p>Start at {@link org.scxfleet.coordinator.metrics.CoordinatorMetrics}.
 */
@NullMarked
package org.scxfleet.coordinator.metrics;

import org.jspecify.annotations.NullMarked;
