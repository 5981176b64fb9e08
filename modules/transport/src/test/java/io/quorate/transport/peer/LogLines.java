package io.quorate.transport.peer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the port for nodes logs while this is open. */
final class LogLines implements AutoCloseable {
    private final Logger logger = Logger.getLogger(PeerPort.class.getName());
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LogLines() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    long count(String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }

    void await(String text) {
        PeerPortTest.await(() -> count(text) > 0);
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }
}
