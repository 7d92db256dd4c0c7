package org.scxfleet.workload.pollux;

import org.scxfleet.workload.input.NoticeKind;

/** What the readers leave out. */
enum PolluxNotice implements NoticeKind {
    FIELD_IGNORED("pollux-field-ignored", "the column has no influence"),
    FILE_IGNORED("pollux-file-ignored", "the file of the profiles has no influence"),
    APPLICATION_IGNORED(
            "pollux-application-ignored",
            "how long a job of this application trains is not known; its profile is not read");

    private final String code;
    private final String meaning;

    PolluxNotice(String code, String meaning) {
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
