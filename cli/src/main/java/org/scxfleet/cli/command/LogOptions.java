package org.scxfleet.cli.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Iterator;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * What a server process logs, and how. Whatever it is, it goes to standard error; what a message is
 * about (run, process, simulated time) comes as fields beside it.
 */
final class LogOptions {
    private static final String OWN = "org.scxfleet";
    private static final String LEVEL = "SCXFLEET_LOG";

    /** How a line looks. */
    enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            description =
                    "log on standard error as lines of text, or as one JSON object a line with run,"
                            + " process and simulated time as fields; default text")
    private Format format = Format.TEXT;

    /** From now on. */
    void apply() {
        LibraryLog.install();
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        if (System.getenv(LEVEL) == null) {
            context.getLogger(OWN).setLevel(Level.INFO);
        }
        if (format == Format.JSON) {
            Iterator<Appender<ILoggingEvent>> appenders =
                    context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
            while (appenders.hasNext()) {
                if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> console) {
                    console.setEncoder(json(context));
                }
            }
        }
    }

    private static JsonEncoder json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.start();
        return encoder;
    }
}
