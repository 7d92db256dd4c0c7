package org.scxfleet.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.scxfleet.coordinator.run.RunControl;

/**
 * Ctrl-C: the run is asked to stop at its next window, and the program waits until what is
 * unfinished has been removed. The JVM then ends with the status of the signal, 130.
 */
final class Interruption implements AutoCloseable {
    private static final long CLEAN_UP_S = 30;

    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final Console console;
    private final Thread hook;
    private volatile boolean done;

    private Interruption(RunControl control, Console console) {
        this.console = console;
        hook =
                new Thread(
                        () -> {
                            control.stop();
                            awaitCleanUp();
                        },
                        "interruption");
    }

    /** Watches until closed. */
    static Interruption watch(RunControl control, Console console) {
        Interruption interruption = new Interruption(control, console);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** The run is complete and its result written. */
    void done() {
        done = true;
    }

    private void awaitCleanUp() {
        try {
            if (!cleanedUp.await(CLEAN_UP_S, TimeUnit.SECONDS)) {
                console.error("the run did not stop within " + CLEAN_UP_S + " s");
            } else if (!done) {
                console.error("stopped; nothing was written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is finished or removed. */
    @Override
    public void close() {
        cleanedUp.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is being shut down by the hook itself, which now ends.
            return;
        }
    }
}
