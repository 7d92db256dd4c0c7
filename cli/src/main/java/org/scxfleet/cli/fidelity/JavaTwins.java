package org.scxfleet.cli.fidelity;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
        List<CommandArguments.Known> known =
                catalog.entry(name).options().stream()
                        .map(option ->
                                new CommandArguments.Known(
                                        option.letter(), option.kind() != PolicyOption.Kind.FLAG))
                        .toList();
        String problem = CommandArguments.read(command, "the twin of " + program, known, options);
        return problem == null
                ? new Chosen(new SchedulerSpec(name, options, ""))
                : new Unavailable(problem);
    }
}
