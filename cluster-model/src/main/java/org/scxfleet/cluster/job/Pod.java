package org.scxfleet.cluster.job;

import org.scxfleet.cluster.resource.PodRequest;

/**
 * One pod: a name and what it asks for.
 *
 * @param name unique among the pods of a run
 */
public record Pod(String name, PodRequest request) {
    public Pod {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a pod needs a name");
        }
    }
}
