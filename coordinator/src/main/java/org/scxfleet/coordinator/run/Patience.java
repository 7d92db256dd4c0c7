package org.scxfleet.coordinator.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.RunStoppedException;

/**
 * Waits for the processes of a fleet, and meanwhile shows progress and looks whether the run is to
 * stop. The first failure ends the waiting: a process that died must not be hidden by others that
 * are still busy.
 */
final class Patience {
    private static final long LOOK_UP_MS = 200;

    private final RunControl control;
    private final List<CompletableFuture<Void>> losses;
    private final Runnable showProgress;
    private long shownAtNs = System.nanoTime();

    /**
     * @param losses each fails when a process is lost, whether or not something is awaited of it
     */
    Patience(RunControl control, List<CompletableFuture<Void>> losses, Runnable showProgress) {
        this.control = control;
        this.losses = losses;
        this.showProgress = showProgress;
    }

    /** All values, in order. */
    <T> List<T> await(List<CompletableFuture<T>> futures) {
        CompletableFuture<Void> all =
                CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
        for (CompletableFuture<T> future : futures) {
            var _ =
                    future.whenComplete((_, thrown) -> {
                        if (thrown != null) {
                            all.completeExceptionally(thrown);
                        }
                    });
        }
        while (!isDone(all)) {
            show();
        }
        if (System.nanoTime() - shownAtNs > TimeUnit.MILLISECONDS.toNanos(LOOK_UP_MS)) {
            show();
        }
        endIfNeeded();
        List<T> values = new ArrayList<>(futures.size());
        futures.forEach(future -> values.add(future.join()));
        return values;
    }

    private boolean isDone(CompletableFuture<Void> all) {
        endIfNeeded();
        try {
            all.get(LOOK_UP_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStoppedException("the run was interrupted");
        } catch (ExecutionException | CancellationException e) {
            throw failure(e);
        }
    }

    /** A stop comes first: whoever stops a run may also have ended its processes. */
    private void endIfNeeded() {
        if (control.isStopped()) {
            throw new RunStoppedException("the run was stopped");
        }
        for (CompletableFuture<Void> loss : losses) {
            if (loss.isCompletedExceptionally()) {
                throw failure(loss.exceptionNow());
            }
        }
    }

    private void show() {
        shownAtNs = System.nanoTime();
        showProgress.run();
    }

    private static FleetException failure(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof FleetException known ? known : defect(cause);
    }

    /** Something that nobody expected, with its stack. */
    static DefectException defect(Throwable thrown) {
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        return new DefectException("the coordinator: " + thrown, stack.toString(), thrown);
    }
}
