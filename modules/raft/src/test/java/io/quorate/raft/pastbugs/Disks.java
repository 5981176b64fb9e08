package io.quorate.raft.pastbugs;

import io.quorate.raft.Entry;
import io.quorate.raft.Group;
import io.quorate.raft.Host;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is on the disk of a member. */
final class Disks {
    private Disks() {}

    /** As {@code index@term}. */
    static List<String> entries(Host host) {
        return Group.terms(host.stored().values());
    }

    /** The commands, in order. */
    static List<String> commands(Host host) {
        return host.stored().values().stream()
                .filter(entry -> entry.kind() == Entry.Kind.COMMAND)
                .map(entry -> new String(entry.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Brings everything that the member has asked for to its disk. */
    static void write(Host host) {
        while (!host.writing.isEmpty()) {
            host.write();
        }
    }
}
