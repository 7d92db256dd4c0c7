package org.scxfleet.workload.openb;

import org.scxfleet.cluster.job.Pod;

/**
 * A pod of the trace.
 *
 * @param pod name and request
 * @param quality quality of service class as written, {@code LS}, {@code BE}, {@code Burstable} or
 *     {@code Guaranteed}; empty where the list has no such column
 */
public record OpenbPod(Pod pod, String quality) {}
