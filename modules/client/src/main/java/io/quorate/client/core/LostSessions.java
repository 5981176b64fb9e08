package io.quorate.client.core;

import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.SessionAttached;
import java.util.LinkedHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Sessions that the client has told to be over and the server may still keep: each is ended as soon as a connection allows,
 * so that what it holds is not kept from others, and is never used again.
 */
final class LostSessions {
    private static final class Lost {
        final byte[] secret;
        long attach;

        Lost(byte[] secret) {
            this.secret = secret;
        }
    }

    private final Transport transport;
    private final LongSupplier numbers;
    private final LinkedHashMap<Long, Lost> sessions = new LinkedHashMap<>();

    LostSessions(Transport transport, LongSupplier numbers) {
        this.transport = transport;
        this.numbers = numbers;
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /**
     * @param attached the connection carries the session, so that it can be ended at once
     */
    void add(long session, byte[] secret, boolean attached) {
        if (sessions.size() >= ClientLimits.MAX_LOST_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(session, new Lost(secret));
        if (attached) {
            transport.send(new CloseSession(session));
        }
    }

    void established() {
        sessions.forEach((session, lost) -> {
            lost.attach = numbers.getAsLong();
            transport.send(new AttachSession(lost.attach, session, lost.secret));
        });
    }

    /** Whether the answer was for one of these. */
    boolean attached(SessionAttached answer) {
        Lost lost = sessions.get(answer.session());
        if (lost == null || lost.attach != answer.correlation()) {
            return false;
        }
        transport.send(new CloseSession(answer.session()));
        return true;
    }

    /** Whether the failed request was for one of these. One that another server can end is kept for that. */
    boolean failed(Failed failed) {
        Predicate<Lost> meant = lost -> lost.attach == failed.correlation();
        boolean ours = sessions.values().stream().anyMatch(meant);
        if (ours && Reaction.to(failed.code()) == Reaction.TELL) {
            sessions.values().removeIf(meant);
        }
        return ours;
    }

    /** Whether the session was one of these. */
    boolean ended(long session) {
        return sessions.remove(session) != null;
    }

    void clear() {
        sessions.clear();
    }
}
