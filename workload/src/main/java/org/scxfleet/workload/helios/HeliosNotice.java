package org.scxfleet.workload.helios;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum HeliosNotice implements NoticeKind {
    FIELD_IGNORED("helios-field-ignored", "the column has no influence");

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
