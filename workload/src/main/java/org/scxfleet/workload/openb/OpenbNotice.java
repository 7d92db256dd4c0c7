package org.scxfleet.workload.openb;

import org.scxfleet.workload.input.NoticeKind;

/** What the readers of the trace leave out. */
enum OpenbNotice implements NoticeKind {
    FIELD_IGNORED(
            "openb-field-ignored", "the field has no influence: pods arrive in the list's order"),
    GPU_PART_CAPPED(
            "openb-gpu-part-capped",
            "more than a whole device was asked for of each, one is given"),
    MODEL_WITHOUT_GPU(
            "openb-model-without-gpu",
            "GPU models of a pod that asks for no GPU have no influence");

    private final String code;
    private final String meaning;

    OpenbNotice(String code, String meaning) {
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
