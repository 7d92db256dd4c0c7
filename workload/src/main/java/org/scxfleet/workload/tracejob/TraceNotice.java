package org.scxfleet.workload.tracejob;

import org.scxfleet.workload.input.NoticeKind;

/** What happens to the jobs of a trace on their way into a cluster. */
public enum TraceNotice implements NoticeKind {
    RENAMED(
            "trace-job-renamed",
            "the name cannot be one of a cgroup; the job has another one here"),
    NOT_MEASURED(
            "trace-job-not-measured", "nobody measured how long such a job takes; it is left out"),
    DURATION_FIXED(
            "trace-duration-fixed",
            "a job takes as long as it was measured alone, wherever it runs; only windows make it"
                    + " slower"),
    MADE_UP(
            "trace-made-up",
            "jobs and nodes are drawn so that they resemble the cluster; they are not its own"),
    WORK_ASSUMED(
            "trace-work-assumed",
            "the trace does not say what jobs do on their hosts: GPU jobs train in steps, others compute");

    private final String code;
    private final String meaning;

    TraceNotice(String code, String meaning) {
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
