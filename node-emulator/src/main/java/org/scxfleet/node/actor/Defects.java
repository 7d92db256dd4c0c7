package org.scxfleet.node.actor;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.scxfleet.fleet.DefectException;

/** Makes a defect of what nobody expected, with its stack, which may have to travel. */
final class Defects {
    private Defects() {}

    static DefectException of(String where, Throwable thrown) {
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        return new DefectException(where + ": " + thrown, stack.toString(), thrown);
    }
}
