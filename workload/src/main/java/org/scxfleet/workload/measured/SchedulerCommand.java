package org.scxfleet.workload.measured;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The scheduler of a case as its file names it: {@code none (EEVDF)}, a program with arguments, or
 * a program and, after a plus sign, another instance for a cgroup.
 *
 * @param text as written
 * @param program name of the program; empty for the fair class
 * @param arguments of the program
 * @param subSchedulers further commands, as written
 */
public record SchedulerCommand(
        String text, String program, List<String> arguments, List<String> subSchedulers) {
    private static final String NONE = "none";
    private static final String SEPARATOR = " + ";

    public SchedulerCommand {
        arguments = List.copyOf(arguments);
        subSchedulers = List.copyOf(subSchedulers);
    }

    /** Takes a command apart; it must not be blank. */
    public static SchedulerCommand parse(String text) {
        String[] commands = text.strip().split(Pattern.quote(SEPARATOR), -1);
        List<String> words = Arrays.asList(commands[0].strip().split("\\s+"));
        String first = words.getFirst();
        if (first.isEmpty()) {
            throw new IllegalArgumentException("a scheduler command without a program");
        }
        boolean fair = first.equals(NONE);
        return new SchedulerCommand(
                text,
                fair ? "" : first,
                fair ? List.of() : words.subList(1, words.size()),
                Arrays.asList(commands).subList(1, commands.length));
    }

    /** No sched_ext scheduler was loaded. */
    public boolean isFair() {
        return program.isEmpty();
    }
}
