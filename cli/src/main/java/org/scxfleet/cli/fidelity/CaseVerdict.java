package org.scxfleet.cli.fidelity;

import java.util.List;

/**
 * A case with all its figures.
 *
 * @param scheduler as the case names it
 */
public record CaseVerdict(String name, String scheduler, List<Figure> figures) {
    public CaseVerdict {
        figures = List.copyOf(figures);
    }

    /** True if every compared figure agrees. */
    public boolean agrees() {
        return figures.stream().allMatch(Figure::agrees);
    }
}
