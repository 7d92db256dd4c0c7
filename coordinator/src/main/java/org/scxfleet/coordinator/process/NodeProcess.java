package org.scxfleet.coordinator.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.Announcement;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;

/** A node process that this program has started. */
final class NodeProcess implements AutoCloseable {
    /** How long a JVM may take to start and listen, on a busy machine. */
    private static final long START_S = 60;

    /** How long it may take to end. */
    private static final long END_MS = 3_000;

    /** Lines of output that are kept for a message, should it not start. */
    private static final int LINES_KEPT = 20;

    private final String name;
    private final Process process;
    private final CompletableFuture<HostPort> address = new CompletableFuture<>();
    private final List<String> firstLines = new ArrayList<>();

    private NodeProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts the process; it does not listen yet. */
    static NodeProcess start(String name, NodeCommand command) {
        Process process;
        try {
            process =
                    new ProcessBuilder(command.words())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new EnvironmentException("cannot start " + name + ": " + e.getMessage(), e);
        }
        NodeProcess started = new NodeProcess(name, process);
        Thread.ofPlatform().daemon().name(name + "-output").start(started::readOutput);
        return started;
    }

    /**
     * Where it listens; waits until it does.
     *
     * @throws EnvironmentException if it ends instead, or takes too long
     */
    HostPort awaitAddress() {
        try {
            return address.get(START_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while " + name + " was starting", e);
        } catch (TimeoutException e) {
            throw new EnvironmentException(
                    name + " did not start within " + START_S + " s" + output(), e);
        } catch (ExecutionException e) {
            throw new EnvironmentException(name + " did not start" + output(), e);
        }
    }

    /** Done when the process has ended, with what is known of that. */
    CompletableFuture<String> ended() {
        return process.onExit().thenApply(_ -> "it ended with status " + process.exitValue());
    }

    /** Ends the process: politely, then by force. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_MS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                take(line);
                line = lines.readLine();
            }
        } catch (IOException | UncheckedIOException e) {
            keep(String.valueOf(e.getMessage()));
        }
        address.completeExceptionally(new IllegalStateException("the output has ended"));
    }

    private void take(String line) {
        @Nullable HostPort announced = Announcement.address(line);
        if (announced != null) {
            address.complete(announced);
        }
        keep(line);
    }

    private void keep(String line) {
        synchronized (firstLines) {
            if (firstLines.size() < LINES_KEPT) {
                firstLines.add(line);
            }
        }
    }

    private String output() {
        synchronized (firstLines) {
            return firstLines.isEmpty() ? "" : "; it said: " + String.join(" | ", firstLines);
        }
    }
}
