package org.scxfleet.workload.swf;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum SwfNotice implements NoticeKind {
    FIELD_IGNORED("swf-field-ignored", "memory, users and queues have no influence"),
    PRECEDING_LEFT_OUT(
            "swf-preceding-left-out",
            "a job comes after one that never ran or is not in the log; it does not wait for that"),
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
