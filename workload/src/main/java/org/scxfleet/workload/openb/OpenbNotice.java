package org.scxfleet.workload.openb;

import org.scxfleet.workload.input.NoticeKind;

/** What the readers of the trace leave out. */
enum OpenbNotice implements NoticeKind {
    FIELD_IGNORED(
            "openb-field-ignored", "the field has no influence: pods arrive in the list's order"),
    GPU_PART_CAPPED(
            "openb-gpu-part-capped",
            "more than a whole device was asked for of each, one is given"),
    WITHOUT_GPU("openb-without-gpu", "a pod without a GPU takes none; as a job it is left out"),
    PART_AS_WHOLE("openb-part-as-whole", "as a job, a pod with a part of a GPU takes all of it"),
    NEVER_RAN("openb-never-ran", "the pod was deleted before it ran; as a job it is left out"),
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
