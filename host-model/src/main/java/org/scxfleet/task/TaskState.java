package org.scxfleet.task;

/** What a task is doing, as the kernel's state letters show it. */
public enum TaskState {
    /** Created, not yet woken. */
    NEW('N'),
    /** Runnable or running. */
    RUNNABLE('R'),
    /** Waiting for an event or a timer. */
    SLEEPING('S'),
    /** Ended. */
    DEAD('X');

    private final char letter;

    TaskState(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }
}
