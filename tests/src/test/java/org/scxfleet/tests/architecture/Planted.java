package org.scxfleet.tests.architecture;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Violations of the rules, planted so that the tests can show that each rule finds what it forbids.
 */
final class Planted {
    private Planted() {}

    static final class Impure {
        volatile int flag;

        synchronized Path run(Thread thread) {
            thread.interrupt();
            return Path.of("x");
        }
    }

    static final class JunkHelper {}

    static final class LooseEvent {}

    record ClosedEvent(long timeNs) {}

    enum ClosedCommand {
        STOP
    }

    sealed interface ClosedStep permits OnlyStep {}

    static final class Forgotten {
        @Test
        void shouldNeverBeStarted() {}
    }

    record OnlyStep() implements ClosedStep {}
}
