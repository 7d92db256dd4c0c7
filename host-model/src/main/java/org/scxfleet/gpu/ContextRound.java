package org.scxfleet.gpu;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The contexts of one device in the order of their first launch, and whose turn it is. */
final class ContextRound {
    private @Nullable GpuContext[] contexts = new GpuContext[4];
    private int count;
    private int last = -1;
    private int withWork;
    private int waitsOver;

    /** How many contexts have pending work. */
    int withWork() {
        return withWork;
    }

    /** The context has pending work from now on; at its first launch it is taken in. */
    void hasWork(GpuContext context) {
        withWork++;
        if (context.turn >= 0) {
            return;
        }
        if (count == contexts.length) {
            contexts = Arrays.copyOf(contexts, 2 * count);
        }
        context.turn = count;
        contexts[count++] = context;
    }

    /** The context has executed: notes what has become true by it. */
    void executed(GpuContext context, long nowNs) {
        if (context.inFlight == 0) {
            withWork--;
        }
        if (context.raise(nowNs)) {
            waitsOver++;
        }
    }

    /** Takes a context out; the turn goes to the one after it. */
    void leave(GpuContext context) {
        if (context.turn < 0) {
            return;
        }
        if (context.inFlight > 0) {
            withWork--;
        }
        if (context.dueNs != Long.MAX_VALUE) {
            waitsOver--;
        }
        if (context.turn <= last) {
            last--;
        }
        count--;
        for (int i = context.turn; i < count; i++) {
            GpuContext moved = at(i + 1);
            moved.turn = i;
            contexts[i] = moved;
        }
        contexts[count] = null;
        context.turn = -1;
    }

    /** The context has begun to run: the turn is with the one after it. */
    void took(GpuContext context) {
        last = context.turn;
    }

    /** The first context in turn with work that may start; the one that ran last comes last. */
    @Nullable GpuContext nextReady(long nowNs) {
        for (int i = 1; i <= count; i++) {
            GpuContext context = at((last + i) % count);
            if (context.inFlight > 0 && context.readyNs <= nowNs) {
                return context;
            }
        }
        return null;
    }

    /**
     * When the first context but the given one has work that may start; Long.MAX_VALUE if never.
     */
    long firstReadyNs(@Nullable GpuContext except) {
        long firstNs = Long.MAX_VALUE;
        for (int i = 0; withWork > 0 && i < count; i++) {
            GpuContext context = at(i);
            if (context != except && context.inFlight > 0) {
                firstNs = Math.min(firstNs, context.readyNs);
            }
        }
        return firstNs;
    }

    /** When the next task is to be told that its wait is over; Long.MAX_VALUE if never. */
    long firstDueNs() {
        long firstNs = Long.MAX_VALUE;
        for (int i = 0; waitsOver > 0 && i < count; i++) {
            firstNs = Math.min(firstNs, at(i).dueNs);
        }
        return firstNs;
    }

    /** Ends the first wait whose time has come, in the order of first launches. */
    @Nullable GpuContext takeDue(long nowNs) {
        for (int i = 0; waitsOver > 0 && i < count; i++) {
            GpuContext context = at(i);
            if (context.dueNs <= nowNs) {
                waitsOver--;
                context.endWait();
                return context;
            }
        }
        return null;
    }

    private GpuContext at(int position) {
        return Objects.requireNonNull(contexts[position], "a hole in the round of contexts");
    }
}
