package org.scxfleet.cli.scenario;

import java.util.List;

/**
 * Names that a scenario may use beside those of the models.
 *
 * @param schedulers built-in schedulers
 * @param placements placement policies
 */
public record Catalogue(List<String> schedulers, List<String> placements) {
    public Catalogue {
        schedulers = List.copyOf(schedulers);
        placements = List.copyOf(placements);
    }
}
