package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.RaftStatus;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where the log stands, for any thread to see; written in turns. */
final class StatusBoard {
    private volatile LogStatus current;
    private Optional<Configuration> configuration = Optional.empty();

    StatusBoard(LogStatus before) {
        current = before;
    }

    LogStatus current() {
        return current;
    }

    /** Shows what the consensus says now; true when it is another leadership. */
    boolean show(RaftStatus now) {
        LogStatus before = current;
        // The same object until the members change.
        boolean sameMembers = now.configuration().equals(configuration);
        configuration = now.configuration();
        Membership membership = sameMembers
                ? before.membership()
                : configuration.map(Membership::of).orElse(before.membership());
        TreeMap<NodeId, Long> matches = new TreeMap<>();
        now.matches().forEach((node, match) -> matches.put(new NodeId(node), match));
        TreeSet<NodeId> reachable = new TreeSet<>();
        now.reachable().forEach(node -> reachable.add(new NodeId(node)));
        Leadership leadership = new Leadership(now.term(), Requests.node(now.leader()), now.ready());
        current = new LogStatus(
                before.group(),
                before.self(),
                leadership,
                membership,
                now.firstIndex(),
                now.lastIndex(),
                now.commitIndex(),
                matches,
                reachable);
        return !leadership.equals(before.leadership());
    }
}
