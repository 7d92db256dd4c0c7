package org.scxfleet.topology;

import java.util.ArrayList;
import java.util.List;

/** CPU numbers as people and the kernel write them: {@code 0-3,8}. */
public final class CpuList {
    private CpuList() {}

    /**
     * The numbers in the order in which they are written, each at most once.
     *
     * @throws IllegalArgumentException if it is not such a list; the message says where
     */
    public static List<Integer> parse(String text) {
        List<Integer> cpus = new ArrayList<>();
        CpuSet seen = new CpuSet(CpuTopology.MAX_CPUS);
        for (String part : text.split(",", -1)) {
            String range = part.strip();
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash), text);
            int last = dash < 0 ? first : number(range.substring(dash + 1), text);
            if (last < first) {
                throw new IllegalArgumentException(
                        "CPU list '" + text + "': the range " + range + " is empty");
            }
            for (int cpu = first; cpu <= last; cpu++) {
                if (seen.contains(cpu)) {
                    throw new IllegalArgumentException(
                            "CPU list '" + text + "': CPU " + cpu + " occurs twice");
                }
                seen.add(cpu);
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    private static int number(String digits, String text) {
        String stripped = digits.strip();
        int value = -1;
        if (!stripped.isEmpty()
                && stripped.length() <= 9
                && stripped.chars().allMatch(c -> c >= '0' && c <= '9')) {
            value = Integer.parseInt(stripped);
        }
        if (value < 0) {
            throw new IllegalArgumentException(
                    "CPU list '" + text + "' must look like 0-3,8; '" + digits + "' is no number");
        }
        if (value >= CpuTopology.MAX_CPUS) {
            throw new IllegalArgumentException(
                    "CPU list '"
                            + text
                            + "': CPU "
                            + value
                            + " is above the largest, "
                            + (CpuTopology.MAX_CPUS - 1));
        }
        return value;
    }
}
