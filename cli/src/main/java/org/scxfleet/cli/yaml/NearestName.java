package org.scxfleet.cli.yaml;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name that was probably meant: the smallest edit distance, if it is small enough. A name
 * that the wrong one begins (its unit was left out) is as near as one edit.
 */
public final class NearestName {
    private static final int PREFIX_MIN = 3;

    /** Names that a message lists. */
    private static final int LISTED_MAX = 64;

    private NearestName() {}

    /** The nearest of the names, the first of equally near ones; null if none is near. */
    public static @Nullable String of(String wrong, Collection<String> names) {
        String nearest = null;
        int allowed = Math.max(2, wrong.length() / 3);
        int best = allowed + 1;
        for (String name : names) {
            int distance = distance(folded(wrong), folded(name));
            if (wrong.length() >= PREFIX_MIN && folded(name).startsWith(folded(wrong))) {
                distance = Math.min(distance, 1);
            }
            if (distance < best && distance < Math.max(wrong.length(), name.length())) {
                best = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /** {@code ; did you mean 'topology'?}, or a list of all names if none is near. */
    public static String hint(String wrong, Collection<String> names) {
        String nearest = of(wrong, names);
        return nearest != null
                ? "; did you mean '" + nearest + "'?"
                : "; there are " + listed(names);
    }

    private static String listed(Collection<String> names) {
        String list = String.join(", ", names.stream().limit(LISTED_MAX).toList());
        int more = names.size() - LISTED_MAX;
        return more > 0 ? list + " and " + more + " more" : list;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                cost[i][j] =
                        Math.min(
                                cost[i - 1][j - 1] + replace,
                                1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
