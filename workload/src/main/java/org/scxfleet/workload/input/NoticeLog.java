package org.scxfleet.workload.input;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.host.HostReport.Notice;

/**
 * Counts what a reader left out or approximated: one entry for each code, in the order in which the
 * codes first came up, with the first case in full.
 */
public final class NoticeLog {
    private final Map<String, Notice> byCode = new LinkedHashMap<>();

    /**
     * @param where place and key or task
     * @param detail the case at hand; kept for the first of its kind
     */
    public void add(NoticeKind kind, String where, String detail) {
        byCode.merge(
                kind.code(),
                new Notice(kind.code(), where, 1, detail, kind.meaning()),
                (seen, next) ->
                        new Notice(
                                seen.code(),
                                seen.where(),
                                seen.count() + 1,
                                seen.first(),
                                seen.meaning()));
    }

    public List<Notice> notices() {
        return new ArrayList<>(byCode.values());
    }
}
