package org.scxfleet.workload.gavel;

import org.scxfleet.workload.input.NoticeKind;

/** What the readers leave out. */
enum GavelNotice implements NoticeKind {
    DATA_FOLDER_IGNORED(
            "gavel-data-folder-ignored", "whether a job needs a data folder has no influence"),
    OBJECTIVE_IGNORED(
            "gavel-objective-ignored",
            "service level objectives are not followed by any policy here"),
    NOT_MEASURED(
            "gavel-not-measured",
            "the table of throughputs does not have the kind of job, or 0 for it; the job does"
                    + " not run"),
    FIELD_IGNORED("gavel-field-ignored", "the column has no influence");

    private final String code;
    private final String meaning;

    GavelNotice(String code, String meaning) {
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
