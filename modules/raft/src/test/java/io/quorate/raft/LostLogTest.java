package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A member that knows its term, and nothing of what it acknowledged up to term 7. */
class LostLogTest {
    private static final Configuration THREE = Configuration.of(Group.nodes(1, 2, 3), Group.nodes());
    private static final HardState LOST = new HardState(8, 0, 0, 7);

    private final Raft member = new Raft(
            3,
            Host.SETTINGS,
            new Recovered(LOST, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), 0),
            0,
            new SplittableRandom(1));

    private HardState saved = LOST;
    private long now;

    /** What it says once all that it wants to write is on its disk. */
    private List<Message> says(Input input) {
        List<Message> said = new ArrayList<>();
        Output output = member.step(input);
        said.addAll(output.messages());
        while (output.persist().isPresent()) {
            Persist persist = output.persist().get();
            persist.hardState().ifPresent(state -> saved = state);
            output = member.step(new Input.Persisted(persist.sequence()));
            said.addAll(output.messages());
        }
        return said;
    }

    private boolean votes(long term, long lastIndex, long lastTerm, boolean pre) {
        Message request = new Message.VoteRequest(2, 3, term, lastIndex, lastTerm, pre, false);
        return says(new Input.Received(request)).stream()
                .anyMatch(message -> message instanceof Message.VoteReply reply && reply.granted());
    }

    private void take(Entry entry, long previousTerm, long leaderTerm) {
        says(new Input.Received(
                new Message.Append(1, 3, leaderTerm, entry.index() - 1, previousTerm, List.of(entry), 0)));
        assertEquals(entry.index(), member.status().lastIndex());
    }

    /** Nobody is heard of for long enough. */
    private boolean wantsToLead() {
        boolean asked = false;
        for (int tick = 0; tick < 500; tick++) {
            now += 10;
            asked |= says(new Input.Tick(now)).stream().anyMatch(Message.VoteRequest.class::isInstance);
        }
        return asked;
    }

    @Test
    void neitherVotesNorWantsToLeadUntilItHasAnEntryOfALaterTerm() {
        assertFalse(votes(9, 1_000, 8, true));
        assertFalse(votes(9, 1_000, 8, false));
        take(Entry.configuration(1, 3, THREE), 0, 10);
        take(Entry.command(2, 7, new byte[1]), 3, 10);
        assertFalse(wantsToLead());
        assertFalse(votes(11, 1_000, 10, false), "entries of terms in which it may have acknowledged more");
        take(Entry.noop(3, 12), 7, 12);
        assertTrue(wantsToLead());
        assertTrue(votes(13, 1_000, 12, false));
        assertEquals(new HardState(13, 2, 0, 7), saved, "the loss is remembered");
    }

    @Test
    void endsTheTermInWhichItsAcknowledgementsCount() {
        List<Message> said = says(new Input.Received(new Message.Heartbeat(1, 3, 7, 0, 0)));
        assertEquals(List.of(new Message.HeartbeatReply(3, 1, 8, 0)), said);
    }
}
