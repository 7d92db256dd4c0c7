package org.scxfleet.workload.gwf;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum GwfNotice implements NoticeKind {
    FIELD_IGNORED("gwf-field-ignored", "the column has no influence"),
    DEPENDENCY_LEFT_OUT(
            "gwf-dependency-left-out",
            "a job comes after one that never ran or is not in the trace; it does not wait for that"),
    NEVER_RAN(
            "gwf-never-ran",
            "a job without run time or processors was cancelled before it began; it is left out");

    private final String code;
    private final String meaning;

    GwfNotice(String code, String meaning) {
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
