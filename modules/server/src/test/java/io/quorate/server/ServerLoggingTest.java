package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ServerLoggingTest {
    @Test
    void writesOneLine() {
        LogRecord entry = new LogRecord(Level.WARNING, "client {0} left");
        entry.setLoggerName("io.quorate.server.front.Frontend");
        entry.setParameters(new Object[] {"10.0.0.1:5"});
        entry.setInstant(Instant.parse("2026-01-02T03:04:05.678912Z"));
        assertEquals(
                "2026-01-02T03:04:05.678Z WARN  Frontend  client 10.0.0.1:5 left" + System.lineSeparator(),
                new ServerLogging.OneLine().format(entry));
    }
}
