package io.quorate.log;

import java.util.ArrayList;
import java.util.List;

/** Remembers the upcalls as text. */
final class RecordingListener implements LogListener {
    static final String MEANINGLESS = "meaningless";

    private final List<String> upcalls = new ArrayList<>();

    List<String> upcalls() {
        return upcalls;
    }

    @Override
    public void apply(LogEntry entry) {
        if (new String(entry.payload(), java.nio.charset.StandardCharsets.UTF_8).equals("poison")) {
            throw new IllegalStateException("poisoned");
        }
        upcalls.add("apply " + entry.index() + "@" + entry.term() + " " + entry.payload().length);
    }

    @Override
    public boolean understands(byte[] payload) {
        return !new String(payload, java.nio.charset.StandardCharsets.UTF_8).equals(MEANINGLESS);
    }

    @Override
    public void leadershipChanged(Leadership leadership) {
        upcalls.add("term " + leadership.term() + (leadership.selfReady() ? " ready" : ""));
    }

    @Override
    public void halted(LogFault fault) {
        upcalls.add("halted " + fault.kind());
    }
}
