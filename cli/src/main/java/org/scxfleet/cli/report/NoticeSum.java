package org.scxfleet.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.host.HostReport.Notice;

/** Notices of one code are one notice: counts add up, the first case is kept. */
final class NoticeSum {
    private final Map<String, Notice> byCode = new LinkedHashMap<>();

    void addAll(List<Notice> notices) {
        for (Notice notice : notices) {
            byCode.merge(
                    notice.code(),
                    notice,
                    (seen, next) ->
                            new Notice(
                                    seen.code(),
                                    seen.where(),
                                    seen.count() + next.count(),
                                    seen.first(),
                                    seen.meaning()));
        }
    }

    List<Notice> notices() {
        return new ArrayList<>(byCode.values());
    }
}
