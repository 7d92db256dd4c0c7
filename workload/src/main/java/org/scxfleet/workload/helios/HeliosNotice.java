package org.scxfleet.workload.helios;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum HeliosNotice implements NoticeKind {
    FIELD_IGNORED("helios-field-ignored", "the column has no influence"),
    NEVER_RAN("helios-never-ran", "the job took no time; it is left out");

    private final String code;
    private final String meaning;

    HeliosNotice(String code, String meaning) {
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
