package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Collects notices of one host: counted by code, with the first case in words. */
final class Notices {
    private final TreeMap<String, Entry> byCode = new TreeMap<>();

    private static final class Entry {
        final String where;
        final String first;
        final String meaning;
        long count;

        Entry(String where, String first, String meaning) {
            this.where = where;
            this.first = first;
            this.meaning = meaning;
        }
    }

    void add(String code, String where, String first, String meaning) {
        add(code, 1, where, first, meaning);
    }

    void add(String code, long count, String where, String first, String meaning) {
        if (count > 0) {
            byCode.computeIfAbsent(code, key -> new Entry(where, first, meaning)).count += count;
        }
    }

    List<HostReport.Notice> all() {
        List<HostReport.Notice> notices = new ArrayList<>();
        byCode.forEach((code, entry) ->
                notices.add(
                        new HostReport.Notice(
                                code, entry.where, entry.count, entry.first, entry.meaning)));
        return notices;
    }
}
