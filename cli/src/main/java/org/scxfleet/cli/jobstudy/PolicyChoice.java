package org.scxfleet.cli.jobstudy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Finds the policies that the user names; in any case, with - or _. */
final class PolicyChoice {
    private PolicyChoice() {}

    /** Those named, or all if none is. */
    static <T> List<T> of(
            StudyFormat format, StudyOptions options, T[] all, Function<T, String> name) {
        if (options.policies().isEmpty()) {
            return List.of(all);
        }
        List<T> chosen = new ArrayList<>();
        for (String wanted : options.policies()) {
            chosen.add(
                    Arrays.stream(all)
                            .filter(policy -> same(name.apply(policy), wanted))
                            .findFirst()
                            .orElseThrow(() -> unknown(format, wanted, all, name)));
        }
        return chosen;
    }

    private static <T> IllegalArgumentException unknown(
            StudyFormat format, String wanted, T[] all, Function<T, String> name) {
        return new IllegalArgumentException(
                "--policies: format "
                        + format.label()
                        + " has no policy \""
                        + wanted
                        + "\"; there are "
                        + String.join(", ", Arrays.stream(all).map(name).toList()));
    }

    private static boolean same(String name, String wanted) {
        return canonical(name).equals(canonical(wanted));
    }

    private static String canonical(String name) {
        return name.strip().replace('-', '_').toLowerCase(Locale.ROOT);
    }
}
