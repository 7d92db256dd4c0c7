package org.scxfleet.workload.gwf;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum GwfNotice implements NoticeKind {
    FIELD_IGNORED("gwf-field-ignored", "the column has no influence"),
    DEPENDENCY_IGNORED(
            "gwf-dependency-ignored",
            "a job of a workflow arrives when the trace submits it, whether those before it have ended or not"),
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
