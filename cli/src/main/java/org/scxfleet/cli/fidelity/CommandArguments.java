package org.scxfleet.cli.fidelity;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.workload.measured.SchedulerCommand;

/** Reads the arguments of a measured scheduler as getopt does: -f, -s 5000, -s5000. */
final class CommandArguments {
    private CommandArguments() {}

    /** An option that a scheduler knows. */
    record Known(String letter, boolean takesValue) {}

    /**
     * Adds the arguments to the options.
     *
     * @param who what takes them, for messages
     * @return what is wrong, or null
     */
    static @Nullable String read(
            SchedulerCommand command,
            String who,
            List<Known> known,
            SortedMap<String, String> options) {
        List<String> words = command.arguments();
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at++);
            if (word.length() < 2 || word.charAt(0) != '-') {
                return who + " takes no argument " + word;
            }
            Known option = find(known, word.substring(1, 2));
            if (option == null) {
                return who + " has no option " + word;
            }
            String rest = word.substring(2);
            if (option.takesValue() && rest.isEmpty()) {
                if (at == words.size()) {
                    return "option " + word + " of " + command.program() + " needs a value";
                }
                rest = words.get(at++);
            }
            options.put(option.letter(), rest);
        }
        return null;
    }

    private static @Nullable Known find(List<Known> known, String letter) {
        for (Known option : known) {
            if (option.letter().equals(letter)) {
                return option;
            }
        }
        return null;
    }
}
