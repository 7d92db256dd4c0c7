package org.scxfleet.codec;

/** What a decoder says about something that this build does not know. */
final class Unknown {
    private Unknown() {}

    static IllegalArgumentException value(String what) {
        return new IllegalArgumentException(
                "unknown or missing " + what + ": the message does not come from an equal build");
    }
}
