package org.scxfleet.cli.fidelity;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.workload.measured.SchedulerCommand;

/** The schedulers written in Java stand for the kernel's examples. */
public final class JavaTwins implements SchedulerChoice {
    private static final String PREFIX = "scx_";
    private static final List<String> USER_SPACE_SCHEDULERS = List.of("userland");

    private final PolicyCatalog catalog;

    public JavaTwins(PolicyCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public SchedulerResolver resolver() {
        return catalog;
    }

    @Override
    public Choice choose(SchedulerCommand command) {
        if (!command.subSchedulers().isEmpty()) {
            return new Unavailable("needs a sub-scheduler");
        }
        if (command.isFair()) {
            return new Chosen(SchedulerSpec.NONE);
        }
        String program = command.program();
        String name = program.startsWith(PREFIX) ? program.substring(PREFIX.length()) : program;
        if (USER_SPACE_SCHEDULERS.contains(name)) {
            return new Unavailable("needs a user-space half at run time");
        }
        if (!catalog.contains(name)) {
            return new Unavailable("there is no twin of " + program);
        }
        SortedMap<String, String> options = new TreeMap<>();
        String problem = readOptions(command, catalog.entry(name).options(), options);
        return problem == null
                ? new Chosen(new SchedulerSpec(name, options, ""))
                : new Unavailable(problem);
    }

    /** Reads arguments as getopt does: -f, -s 5000, -s5000. Returns what is wrong, or null. */
    private static @Nullable String readOptions(
            SchedulerCommand command, List<PolicyOption> known, SortedMap<String, String> options) {
        List<String> words = command.arguments();
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at++);
            if (word.length() < 2 || word.charAt(0) != '-') {
                return "the twin of " + command.program() + " takes no argument " + word;
            }
            PolicyOption option = option(known, word.substring(1, 2));
            if (option == null) {
                return "the twin of " + command.program() + " has no option " + word;
            }
            String rest = word.substring(2);
            if (option.kind() != PolicyOption.Kind.FLAG && rest.isEmpty()) {
                if (at == words.size()) {
                    return "option " + word + " of " + command.program() + " needs a value";
                }
                rest = words.get(at++);
            }
            options.put(option.letter(), rest);
        }
        return null;
    }

    private static @Nullable PolicyOption option(List<PolicyOption> known, String letter) {
        for (PolicyOption option : known) {
            if (option.letter().equals(letter)) {
                return option;
            }
        }
        return null;
    }
}
