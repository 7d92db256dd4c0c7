package org.scxfleet.workload.azure;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum AzureNotice implements NoticeKind {
    FIELD_IGNORED("azure-field-ignored", "the column has no influence"),
    NO_TIME(
            "azure-vm-without-time",
            "the machine was deleted in the interval in which it was created; it is left out");

    private final String code;
    private final String meaning;

    AzureNotice(String code, String meaning) {
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
