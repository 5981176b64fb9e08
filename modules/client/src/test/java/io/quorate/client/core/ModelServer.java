package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Cancel;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ClientMessage.Skip;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.CallRefused;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Welcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A whole server of sessions and exactly-once calls, written down as plainly as possible, that refuses at random. */
final class ModelServer {
    private static final String[] REFUSALS = {"OVERLOADED", "NOT_LEADER", "RECIPE_NOT_FOUND"};

    /** An open session: its last number, and results until they are acknowledged; a parked call has none. */
    private static final class Live {
        long last;
        long aliveMillis;
        final TreeMap<Long, Answer> results = new TreeMap<>();
        final TreeMap<Long, String> parked = new TreeMap<>();
        final Map<Long, String> effects = new HashMap<>();
    }

    /** Effects that stand, by the text of the call. */
    final Set<String> effects = new HashSet<>();

    final List<String> applied = new ArrayList<>();
    private final Random random;
    private final TreeMap<Long, Live> sessions = new TreeMap<>();
    private long revision;
    double refuse;

    ModelServer(Random random) {
        this.random = random;
    }

    int storedResults() {
        return sessions.values().stream().mapToInt(live -> live.results.size()).sum();
    }

    int parkedCalls() {
        return sessions.values().stream().mapToInt(live -> live.parked.size()).sum();
    }

    boolean knows(long session) {
        return sessions.containsKey(session);
    }

    int openSessions() {
        return sessions.size();
    }

    /** Grants some of the calls that wait, and ends the sessions that nobody renewed. */
    void pass(long nowMillis, Consumer<ServerMessage> out) {
        sessions.values().removeIf(live -> nowMillis - live.aliveMillis > Script.TTL_MILLIS);
        sessions.forEach((session, live) -> {
            if (!live.parked.isEmpty() && random.nextInt(4) == 0) {
                long sequence = live.parked.firstKey();
                apply(live, sequence, live.parked.remove(sequence));
                out.accept(new Reply(session, sequence, live.results.get(sequence)));
            }
        });
    }

    void received(ClientMessage message, long nowMillis, Consumer<ServerMessage> out) {
        if (message instanceof Hello) {
            out.accept(new Welcome(1, "c-1", 0, 1, true, "", List.of(), 1_000, 300_000));
        } else if (message instanceof OpenSession open) {
            revision++;
            Live live = new Live();
            live.aliveMillis = nowMillis;
            sessions.put(revision, live);
            out.accept(new SessionOpened(open.correlation(), revision, Script.TTL_MILLIS));
        } else if (message instanceof AttachSession attach) {
            Live live = sessions.get(attach.session());
            out.accept(
                    live == null
                            ? new Failed(attach.correlation(), "SESSION_EXPIRED", "over")
                            : new SessionAttached(attach.correlation(), attach.session(), 1, 0, live.last));
        } else if (message instanceof KeepAlive keepAlive) {
            inSession(keepAlive.session(), out, live -> {
                keepAlive.acks().forEach(live.results::remove);
                live.aliveMillis = nowMillis;
                out.accept(new KeepAliveAck(keepAlive.correlation(), keepAlive.session()));
            });
        } else if (message instanceof CloseSession close) {
            sessions.remove(close.session());
            out.accept(new SessionEnded(close.session(), "CLOSED", ""));
        } else if (message instanceof Call call) {
            inSession(call.session(), out, live -> call(live, call, out));
        } else if (message instanceof Skip skip) {
            inSession(skip.session(), out, live -> resolve(live, skip.session(), skip.sequence(), false, out));
        } else if (message instanceof Cancel cancel) {
            inSession(cancel.session(), out, live -> resolve(live, cancel.session(), cancel.sequence(), true, out));
        }
    }

    private void inSession(long session, Consumer<ServerMessage> out, Consumer<Live> action) {
        Live live = sessions.get(session);
        if (live == null) {
            out.accept(new SessionEnded(session, "SESSION_EXPIRED", "over"));
        } else {
            action.accept(live);
        }
    }

    private void call(Live live, Call call, Consumer<ServerMessage> out) {
        call.acks().forEach(live.results::remove);
        if (call.sequence() <= live.last) {
            repeat(live, call.session(), call.sequence(), out);
        } else if (call.sequence() > live.last + 1) {
            out.accept(new CallRefused(call.session(), call.sequence(), CallRefused.OUT_OF_ORDER, "gap"));
        } else if (random.nextDouble() < refuse) {
            String code = REFUSALS[random.nextInt(REFUSALS.length)];
            out.accept(new CallRefused(call.session(), call.sequence(), code, "refused"));
        } else {
            live.last = call.sequence();
            if (random.nextInt(3) == 0) {
                live.parked.put(call.sequence(), call.command());
            } else {
                apply(live, call.sequence(), call.command());
                out.accept(new Reply(call.session(), call.sequence(), live.results.get(call.sequence())));
            }
        }
    }

    private void apply(Live live, long sequence, String command) {
        revision++;
        applied.add(command);
        effects.add(command);
        live.effects.put(sequence, command);
        live.results.put(sequence, Answer.ok(revision, command.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void repeat(Live live, long session, long sequence, Consumer<ServerMessage> out) {
        if (!live.parked.containsKey(sequence)) {
            Answer result = live.results.get(sequence);
            assertNotNull(result, "number " + sequence + " is used again after its acknowledgement");
            out.accept(new Reply(session, sequence, result));
        }
    }

    private void resolve(Live live, long session, long sequence, boolean cancel, Consumer<ServerMessage> out) {
        if (sequence > live.last + 1) {
            out.accept(new CallRefused(session, sequence, CallRefused.OUT_OF_ORDER, "gap"));
            return;
        }
        if (sequence == live.last + 1) {
            live.last = sequence;
            live.results.put(sequence, Answer.error(Answer.Kind.NOT_APPLIED, revision, "CANCELLED", "given up"));
        } else if (cancel && live.parked.remove(sequence) != null) {
            live.results.put(sequence, Answer.error(Answer.Kind.NOT_APPLIED, revision, "CANCELLED", "cancelled"));
        } else if (cancel && live.effects.containsKey(sequence) && live.results.containsKey(sequence)) {
            effects.remove(live.effects.get(sequence));
            live.results.put(sequence, Answer.error(Answer.Kind.UNDONE, revision, "CANCELLED", "undone"));
        }
        repeat(live, session, sequence, out);
    }
}
