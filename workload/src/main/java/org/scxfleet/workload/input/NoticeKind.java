package org.scxfleet.workload.input;

/** A kind of thing that a reader ignores or approximates, counted under a stable code. */
public interface NoticeKind {
    /** Stable short name, in lower case with hyphens. */
    String code();

    /** What it means for the result. */
    String meaning();
}
