package org.scxfleet.cli.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Bad input: ends the command with the messages, without a stack trace, exit status 2. */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    public InputException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public InputException(String where, String message) {
        this(List.of(new Problem(where, "", message)));
    }

    public List<Problem> problems() {
        return problems;
    }
}
