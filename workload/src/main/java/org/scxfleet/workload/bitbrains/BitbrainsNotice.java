package org.scxfleet.workload.bitbrains;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum BitbrainsNotice implements NoticeKind {
    FIELD_IGNORED("bitbrains-field-ignored", "memory, disk and network have no influence");

    private final String code;
    private final String meaning;

    BitbrainsNotice(String code, String meaning) {
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
