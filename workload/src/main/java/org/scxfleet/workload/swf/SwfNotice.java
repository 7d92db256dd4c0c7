package org.scxfleet.workload.swf;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum SwfNotice implements NoticeKind {
    FIELD_IGNORED(
            "swf-field-ignored",
            "memory, users, queues, dependencies and think times have no influence"),
    NEVER_RAN(
            "swf-never-ran",
            "a job without run time or processors was cancelled before it began; it is left out"),
    WAIT_IGNORED(
            "swf-wait-ignored",
            "the wait in the trace has no influence: when a job begins is decided anew");

    private final String code;
    private final String meaning;

    SwfNotice(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
