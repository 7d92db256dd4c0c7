package org.scxfleet.cluster.job;

/**
 * One queue as written.
 *
 * @param name unique among all queues, without {@code /}
 * @param parent name of the queue that it is part of, or empty for a top-level queue
 * @param weight against the queues with the same parent
 */
public record QueueSpec(String name, String parent, int weight) {}
