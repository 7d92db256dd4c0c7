package org.scxfleet.workload.batsim;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum BatsimNotice implements NoticeKind {
    FIELD_IGNORED("batsim-field-ignored", "the key has no influence"),
    NO_DURATION(
            "batsim-no-duration",
            "the profile says what a job computes and sends, not how long it takes; the job is left out"),
    WALLTIME(
            "batsim-killed-at-walltime",
            "the job would run longer than its wall time; it is ended there and has failed");

    private final String code;
    private final String meaning;

    BatsimNotice(String code, String meaning) {
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
