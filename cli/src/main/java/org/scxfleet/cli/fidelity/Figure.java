package org.scxfleet.cli.fidelity;

/**
 * One figure of a task group, measured and emulated.
 *
 * @param group task group; empty for a figure of the whole case
 * @param name with its unit
 * @param tolerance in words
 * @param compared false where the rules do not compare it: it is shown only
 * @param agrees true if it is not compared
 */
public record Figure(
        String group,
        String name,
        Value measured,
        Value emulated,
        String tolerance,
        boolean compared,
        boolean agrees) {
    private static final String NOT_COMPARED = "-";

    /** What a figure can be. */
    public sealed interface Value {}

    /** A number. */
    public record Number(double value) implements Value {}

    /** Words. */
    public record Text(String value) implements Value {}

    /** There is none. */
    public record Absent() implements Value {}

    static Figure compared(
            String group,
            String name,
            double measured,
            double emulated,
            String tolerance,
            boolean agrees) {
        return new Figure(
                group, name, new Number(measured), new Number(emulated), tolerance, true, agrees);
    }

    static Figure compared(
            String group, String name, String measured, String emulated, String tolerance) {
        return new Figure(
                group,
                name,
                new Text(measured),
                new Text(emulated),
                tolerance,
                true,
                measured.equals(emulated));
    }

    static Figure shown(String group, String name, double measured, double emulated) {
        return new Figure(
                group, name, new Number(measured), new Number(emulated), NOT_COMPARED, false, true);
    }
}
