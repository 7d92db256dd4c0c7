package org.scxfleet.workload.tiresias;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum TiresiasNotice implements NoticeKind {
    FIELD_IGNORED("tiresias-field-ignored", "the column has no influence");

    private final String code;
    private final String meaning;

    TiresiasNotice(String code, String meaning) {
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
