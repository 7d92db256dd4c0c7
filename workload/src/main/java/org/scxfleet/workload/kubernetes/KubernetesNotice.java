package org.scxfleet.workload.kubernetes;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader leaves out. */
enum KubernetesNotice implements NoticeKind {
    KIND_IGNORED("kubernetes-kind-ignored", "objects of this kind have no influence"),
    FIELD_IGNORED("kubernetes-field-ignored", "the key has no influence"),
    SELECTOR_IGNORED(
            "kubernetes-selector-ignored", "only the selector nvidia.com/gpu.product is followed");

    private final String code;
    private final String meaning;

    KubernetesNotice(String code, String meaning) {
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
