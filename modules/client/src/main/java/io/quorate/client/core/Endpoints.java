package io.quorate.client.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Where to connect: the endpoints that were configured and those a server told, in turn, and a leader first when one is known. */
final class Endpoints {
    private final List<String> configured;
    // Until when, in the scale of Moment.nanos.
    private final Map<String, Long> avoided = new HashMap<>();
    private List<String> all;
    private int next;
    private String preferred = "";

    Endpoints(List<String> configured) {
        this.configured = configured;
        this.all = configured;
    }

    String next(Moment now) {
        avoided.values().removeIf(until -> until <= now.nanos());
        String leader = preferred;
        preferred = "";
        if (!leader.isEmpty() && !avoided.containsKey(leader)) {
            return leader;
        }
        String endpoint = inTurn();
        while (avoided.containsKey(endpoint) && !avoided.keySet().containsAll(all)) {
            endpoint = inTurn();
        }
        return endpoint;
    }

    private String inTurn() {
        next = next % all.size();
        return all.get(next++);
    }

    /** Is tried after all others for a while, also when it is said to lead. */
    void avoid(String endpoint, long untilNanos) {
        avoided.put(endpoint, untilNanos);
    }

    List<String> all() {
        return Collections.unmodifiableList(all);
    }

    int count() {
        return all.size();
    }

    void learn(List<String> members) {
        LinkedHashSet<String> both = new LinkedHashSet<>(configured);
        both.addAll(members);
        all = new ArrayList<>(both);
    }

    /** The next connection goes there; nothing for an empty name. */
    void prefer(String endpoint) {
        preferred = endpoint;
    }

    @Override
    public String toString() {
        return String.join(", ", all);
    }
}
