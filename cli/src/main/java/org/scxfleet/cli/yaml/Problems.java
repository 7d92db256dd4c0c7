package org.scxfleet.cli.yaml;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that one run shows all of it. */
public final class Problems {
    /** Most problems that are listed; the rest is counted. */
    public static final int LISTED_MAX = 20;

    private final List<Problem> listed = new ArrayList<>();
    private int count;

    public void add(Origin origin, String path, String message) {
        count++;
        Problem problem = new Problem(origin.toString(), path, message);
        if (listed.contains(problem)) {
            count--;
        } else if (listed.size() < LISTED_MAX) {
            listed.add(problem);
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * @throws InputException if anything was added
     */
    public void throwIfAny() {
        if (count == 0) {
            return;
        }
        List<Problem> all = new ArrayList<>(listed);
        if (count > listed.size()) {
            all.add(new Problem("", "", "… and " + (count - listed.size()) + " more problems"));
        }
        throw new InputException(all);
    }
}
