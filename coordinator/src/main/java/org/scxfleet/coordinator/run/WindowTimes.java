package org.scxfleet.coordinator.run;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** When each process answered in a window, by wall time. Nothing here reaches a result. */
final class WindowTimes {
    private static final long NOTHING_TO_DO = -1;

    private final long grantedAtNs = System.nanoTime();
    private final long[] answeredAfterNs;

    WindowTimes(int processes) {
        answeredAfterNs = new long[processes];
        Arrays.fill(answeredAfterNs, NOTHING_TO_DO);
    }

    /** The same future, done only when the time has been noted. */
    <T> CompletableFuture<T> watch(int process, CompletableFuture<T> answer) {
        return answer.whenComplete(
                (_, _) -> answeredAfterNs[process] = System.nanoTime() - grantedAtNs);
    }

    /** To be asked when all answers are there. */
    long[] answeredAfterNs() {
        return answeredAfterNs;
    }
}
