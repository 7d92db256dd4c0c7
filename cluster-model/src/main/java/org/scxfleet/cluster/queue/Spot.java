package org.scxfleet.cluster.queue;

/**
 * Where a pod has been put.
 *
 * @param devices GPU devices, bit i for device i
 */
record Spot(int node, long devices) {}
