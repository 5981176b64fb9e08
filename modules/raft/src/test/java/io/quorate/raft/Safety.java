package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rules that every step must keep (Ongaro 2014, figure 3.2), judged from outside: by what members say, apply and answer, and
 * by what is on their disks at that moment.
 */
final class Safety {
    /** One member from a start to a crash: what leads a term leads it once. */
    private record Reign(int node, int life) {}

    private record Ballot(long term, int voter) {}

    private record Lookback(long term, long commit, Map<Integer, Long> matches) {}

    private final Group group;
    private final Map<Long, Reign> reigns = new HashMap<>();
    private final Map<Ballot, Integer> votes = new HashMap<>();
    private final Map<Integer, Lookback> looks = new HashMap<>();
    private final TreeMap<Long, Entry> committed = new TreeMap<>();
    private final Map<Long, Long> readsFrom = new HashMap<>();
    private final Map<Long, String> proposed = new HashMap<>();
    private final Map<Integer, Set<Long>> open = new HashMap<>();

    /** Off where a test makes up messages, which rest on no disk. */
    boolean looksAtDisks;

    Safety(Group group) {
        this.group = group;
    }

    // Requests.

    void asked(Host host, long id) {
        if (host.raft.isPresent()) {
            open.computeIfAbsent(host.id, node -> new HashSet<>()).add(id);
        }
    }

    void proposes(long id, String payload) {
        proposed.put(id, payload);
    }

    void reads(long id) {
        readsFrom.put(id, committed.isEmpty() ? 0 : committed.lastKey());
    }

    void answered(Host host, Output.Answer answer) {
        assertTrue(
                open.getOrDefault(host.id, Set.of()).remove(answer.id()),
                "request " + answer.id() + " was not open on node " + host.id);
        if (answer instanceof Output.Answer.Confirmed confirmed) {
            long needed = readsFrom.get(confirmed.id());
            assertTrue(confirmed.index() >= needed, "a read at " + confirmed.index() + " misses entry " + needed);
        } else if (answer instanceof Output.Answer.Committed done && proposed.containsKey(done.id())) {
            assertEquals(proposed.get(done.id()), Group.text(committed.get(done.index())), "what was acknowledged");
        }
    }

    void everyRequestWasAnswered() {
        open.forEach((node, requests) ->
                assertTrue(requests.isEmpty(), "node " + node + " never answered requests " + requests));
    }

    void crashed(int node) {
        open.remove(node);
        // A term that was never durable was never told to anybody but by a heartbeat's answer.
        looks.remove(node);
    }

    // Members.

    /** Judges a member after a step. */
    void look(Host host) {
        RaftStatus status = host.status();
        boolean leads = status.leader() == host.id;
        Lookback before = looks.get(host.id);
        if (before != null) {
            assertTrue(before.term() <= status.term(), "the term of node " + host.id + " went back");
            assertTrue(before.commit() <= status.commitIndex(), "the commit index of node " + host.id + " went back");
        }
        if (leads) {
            reigns(host, status);
        }
        if (looksAtDisks && leads && before != null && before.term() == status.term()) {
            status.matches().forEach((node, match) -> {
                if (match > before.matches().getOrDefault(node, 0L)) {
                    matches(host, status, node, match);
                }
            });
            if (status.commitIndex() > before.commit()) {
                durableOnQuorum(host, status);
            }
        }
        looks.put(host.id, new Lookback(status.term(), status.commitIndex(), leads ? status.matches() : Map.of()));
    }

    private void reigns(Host host, RaftStatus status) {
        Reign reign = new Reign(host.id, host.life);
        Reign other = reigns.putIfAbsent(status.term(), reign);
        if (other == null) {
            group.transcript.add("node " + host.id + " leads term " + status.term());
        }
        assertTrue(other == null || other.equals(reign), "two leaders in term " + status.term());
    }

    /** What a leader counts is there, unless a later leader has taken it away meanwhile. */
    private void matches(Host leader, RaftStatus status, int node, long match) {
        Host member = group.host(node);
        long term = leader.termInMemory(match);
        if (term > 0 && member.saved().term() <= status.term()) {
            assertTrue(
                    member.holds(match, term),
                    "node " + leader.id + " counts entry " + match + " on node " + node + ", which has it not");
        }
    }

    private void durableOnQuorum(Host leader, RaftStatus status) {
        long term = leader.termInMemory(status.commitIndex());
        Configuration configuration = status.configuration().orElseThrow();
        for (Collection<Integer> side : List.of(configuration.voters(), configuration.outgoing())) {
            long holders = side.stream()
                    .filter(node -> group.host(node).holds(status.commitIndex(), term))
                    .count();
            assertTrue(
                    side.isEmpty() || holders > side.size() / 2,
                    "entry " + status.commitIndex() + " is committed, but durable on " + holders + " of " + side);
        }
    }

    /** Judges a message by the disk of its sender. */
    void sent(Host from, Message message) {
        if (!looksAtDisks) {
            return;
        }
        if (message instanceof Message.VoteReply reply && reply.granted() && !reply.pre()) {
            voted(from, reply.term(), reply.to());
        } else if (message instanceof Message.VoteRequest request && !request.pre()) {
            voted(from, request.term(), request.from());
        } else if (message instanceof Message.Accepted accepted) {
            assertTrue(
                    from.endOfDisk() >= accepted.index(),
                    "node " + from.id + " acknowledges entry " + accepted.index() + ", its disk ends at "
                            + from.endOfDisk());
        }
    }

    private void voted(Host voter, long term, int candidate) {
        Integer before = votes.put(new Ballot(term, voter.id), candidate);
        assertTrue(
                before == null || before == candidate,
                "node " + voter.id + " votes for " + before + " and " + candidate + " in term " + term);
    }

    // Entries.

    void applied(Host host, Entry entry) {
        Entry before = committed.putIfAbsent(entry.index(), entry);
        String what = "entry " + entry.index() + " on node " + host.id;
        if (before != null) {
            assertEquals(before.term(), entry.term(), "term of " + what);
            assertEquals(Group.text(before), Group.text(entry), what);
        }
        assertTrue(!looksAtDisks || host.holds(entry.index(), entry.term()), what + " is applied, and not on its disk");
    }

    long termOf(long index) {
        return index == 0 ? 0 : committed.get(index).term();
    }

    /** Everything committed, commands only. */
    List<String> commands() {
        return committed.values().stream()
                .filter(entry -> entry.kind() == Entry.Kind.COMMAND)
                .map(Group::text)
                .toList();
    }
}
