package io.quorate.transport.peer;

import io.quorate.transport.QuietLog;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Says once what goes wrong with a link again and again, until it is another thing or the link stands. Any thread. */
final class Complaints {
    /** More than links; strangers may invent others. */
    private static final int MAX_REMEMBERED = 256;

    private final QuietLog log;
    private final Map<String, String> said = new ConcurrentHashMap<>();

    Complaints(QuietLog log) {
        this.log = log;
    }

    /** @param link the same for each attempt to have this link */
    void about(String link, String complaint) {
        if (complaint.equals(said.get(link))) {
            return;
        }
        if (log.warn(complaint)) {
            if (said.size() >= MAX_REMEMBERED) {
                said.clear();
            }
            said.put(link, complaint);
        }
    }

    /** The link stands: when it fails again, that is said again. */
    void settled(String link) {
        said.remove(link);
    }
}
