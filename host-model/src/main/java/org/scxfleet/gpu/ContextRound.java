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

    /** The runlist, by position in the round; used while some context is not of level low. */
    private int[] runlist = new int[0];

    private int runlistLength;
    private boolean levels;

    /** Entry of the runlist that ran last, and the one that is to run. */
    private int place = -1;

    private int taken = -1;

    /** How many contexts have pending work. */
    int withWork() {
        return withWork;
    }

    /** The context has pending work from now on; at its first launch it is taken in. */
    void hasWork(GpuContext context) {
        withWork++;
        if (context.turn < 0) {
            takeIn(context);
        }
    }

    /** The context takes part from now on, whether it has kernels or not. */
    void join(GpuContext context) {
        if (context.turn < 0) {
            takeIn(context);
        }
    }

    private void takeIn(GpuContext context) {
        if (count == contexts.length) {
            contexts = Arrays.copyOf(contexts, 2 * count);
        }
        context.turn = count;
        contexts[count++] = context;
        context.gpu.paceOf(context);
        changed(context);
    }

    int count() {
        return count;
    }

    /** A context that may be in the round has another level. */
    void changed(GpuContext context) {
        if (context.turn >= 0
                && (levels || context.profile.interleave() != GpuProfile.Interleave.LOW)) {
            buildRunlist();
        }
    }

    /** All contexts get their pace anew. */
    void pace(Gpu gpu) {
        for (int i = 0; i < count; i++) {
            gpu.paceOf(at(i));
        }
    }

    private int count(GpuProfile.Interleave level) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            found += at(i).profile.interleave() == level ? 1 : 0;
        }
        return found;
    }

    /** Each low context, after all medium ones; the high ones before each of those. */
    private void buildRunlist() {
        int low = count(GpuProfile.Interleave.LOW);
        int medium = count(GpuProfile.Interleave.MEDIUM);
        levels = low < count;
        if (!levels) {
            return;
        }
        int ranLast = last < 0 || last >= count ? -1 : last;
        int high = count - low - medium;
        int groups = Math.max(1, low);
        int length = low + groups * medium + groups * (medium + Math.min(low, 1)) * high;
        length = low == 0 && medium == 0 ? high : length;
        if (runlist.length < length) {
            runlist = new int[2 * length];
        }
        runlistLength = 0;
        taken = -1;
        if (low == 0) {
            appendMedium(medium);
        }
        for (int i = 0; i < count; i++) {
            if (at(i).profile.interleave() == GpuProfile.Interleave.LOW) {
                appendMedium(medium);
                append(GpuProfile.Interleave.HIGH);
                runlist[runlistLength++] = i;
            }
        }
        if (low == 0 && medium == 0) {
            append(GpuProfile.Interleave.HIGH);
        }
        place = -1;
        for (int i = 0; i < runlistLength && place < 0; i++) {
            place = runlist[i] == ranLast ? i : -1;
        }
    }

    private void appendMedium(int medium) {
        for (int i = 0; i < count && medium > 0; i++) {
            if (at(i).profile.interleave() == GpuProfile.Interleave.MEDIUM) {
                append(GpuProfile.Interleave.HIGH);
                runlist[runlistLength++] = i;
            }
        }
    }

    private void append(GpuProfile.Interleave level) {
        for (int i = 0; i < count; i++) {
            if (at(i).profile.interleave() == level) {
                runlist[runlistLength++] = i;
            }
        }
    }

    /** A context that had work has lost it. */
    void workGone() {
        withWork--;
    }

    /** Notes if what the context waits for has come true. */
    void notice(GpuContext context, long nowNs) {
        if (context.raise(nowNs)) {
            waitsOver++;
        }
    }

    /** The context has executed: notes what has become true by it. */
    void executed(GpuContext context, long nowNs) {
        if (!context.hasKernels()) {
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
        if (context.hasKernels()) {
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
        if (levels) {
            buildRunlist();
        }
    }

    /** The context has begun to run: the turn is with the one after it. */
    void took(GpuContext context) {
        last = context.turn;
        place = taken >= 0 ? taken : place;
        taken = -1;
    }

    /** The first context in turn with work that may start; the one that ran last comes last. */
    @Nullable GpuContext nextReady(long nowNs) {
        if (levels) {
            return nextInRunlist(nowNs);
        }
        for (int i = 1; i <= count; i++) {
            GpuContext context = at((last + i) % count);
            if (context.hasKernels() && context.readyNs <= nowNs) {
                return context;
            }
        }
        return null;
    }

    private @Nullable GpuContext nextInRunlist(long nowNs) {
        for (int i = 1; i <= runlistLength; i++) {
            int entry = (place + i) % runlistLength;
            GpuContext context = at(runlist[entry]);
            if (context.hasKernels() && context.readyNs <= nowNs) {
                taken = entry;
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
            if (context != except && context.hasKernels()) {
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

    GpuContext at(int position) {
        return Objects.requireNonNull(contexts[position], "a hole in the round of contexts");
    }
}
