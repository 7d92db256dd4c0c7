/**
 * The metrics of every process in one table, and what node and coordinator need alike to export
 * them: samples that follow the table, gRPC traffic, the HTTP door for Prometheus.
 *
 * <p>Knows nothing of what is measured: the two sides hand in numbers. What is not in {@link
 * org.scxfleet.metrics.FleetMetric} cannot be exported, and {@code docs/metrics.md} is written from
 * it, so start there.
 */
@NullMarked
package org.scxfleet.metrics;

import org.jspecify.annotations.NullMarked;
