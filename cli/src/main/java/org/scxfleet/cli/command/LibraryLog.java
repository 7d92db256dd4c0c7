package org.scxfleet.cli.command;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * What libraries log by the JDK's logger (gRPC and Netty do) goes the way of everything else, so
 * that a log of JSON lines has nothing else in it. A connection that breaks is not worth a stack: a
 * port that is open to a network hears much that is none of its business.
 */
final class LibraryLog extends Handler {
    static void install() {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new LibraryLog());
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        String name = record.getLoggerName() == null ? "library" : record.getLoggerName();
        Throwable thrown = record.getThrown();
        org.slf4j.Logger log = LoggerFactory.getLogger(name);
        if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
            log.error("{}", record.getMessage(), thrown);
        } else if (thrown == null) {
            log.warn("{}", record.getMessage());
        } else {
            log.warn("{}: {}", record.getMessage(), thrown.toString());
            log.debug("{}", record.getMessage(), thrown);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
