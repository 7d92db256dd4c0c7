package org.scxfleet.host;

import org.scxfleet.ops.SchedulerFactory;

/**
 * Finds the factory of a scheduler by its specification: the catalogue of built-in ones, or a
 * loaded object.
 */
@FunctionalInterface
public interface SchedulerResolver {
    /**
     * @throws IllegalArgumentException if there is none; the message names those that exist
     */
    SchedulerFactory resolve(SchedulerSpec scheduler);
}
