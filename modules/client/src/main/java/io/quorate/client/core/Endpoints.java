package io.quorate.client.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/** Where to connect: the endpoints that were configured and those a server told, in turn, and a leader first when one is known. */
final class Endpoints {
    private final List<String> configured;
    private List<String> all;
    private int next;
    private String preferred = "";

    Endpoints(List<String> configured) {
        this.configured = configured;
        this.all = configured;
    }

    String next() {
        if (!preferred.isEmpty()) {
            String leader = preferred;
            preferred = "";
            return leader;
        }
        next = next % all.size();
        return all.get(next++);
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
