package io.quorate.client.core;

import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The session that carries the calls: opened when one is needed, kept alive, moved to each new connection, told lost in time. */
final class Sessions {
    /** An open or attach without answer. */
    private record Pending(long correlation, Moment sent, byte[] secret) {}

    private final CoreOptions options;
    private final Transport transport;
    private final RandomGenerator random;
    private final LongSupplier numbers;
    private final Connection connection;
    private final Calls calls;
    private final CoreListener listener;
    private final LostSessions lost;

    private Optional<Session> current = Optional.empty();
    private Optional<Pending> opening = Optional.empty();
    private Optional<Pending> attaching = Optional.empty();
    private SessionStatus status = SessionStatus.NONE;
    private boolean closed;

    Sessions(
            CoreOptions options,
            Transport transport,
            RandomGenerator random,
            LongSupplier numbers,
            Connection connection,
            Calls calls,
            CoreListener listener) {
        this.options = options;
        this.transport = transport;
        this.random = random;
        this.numbers = numbers;
        this.connection = connection;
        this.calls = calls;
        this.listener = listener;
        this.lost = new LostSessions(transport, numbers);
    }

    /** The calls of the session that lives, attached or not. */
    Optional<InFlight> inFlight() {
        return current.map(session -> session.calls);
    }

    boolean needsLeader() {
        return current.isPresent() || calls.anyUnsent() || !lost.isEmpty();
    }

    /** The server knows of no session of this client, as far as can be said. */
    boolean isQuiet() {
        return current.isEmpty() && opening.isEmpty() && lost.isEmpty();
    }

    /** An answer that tells what became of a request may still come. */
    boolean isAwaiting() {
        return opening.isPresent() || inFlight().filter(InFlight::isAwaiting).isPresent();
    }

    /** Sessions that are lost here are being ended on the server. */
    boolean isEndingLost() {
        return !lost.isEmpty();
    }

    long nextWakeNanos() {
        long answer = Math.min(answerNanos(opening), answerNanos(attaching));
        return Math.min(answer, current.map(Session::nextWakeNanos).orElse(Moment.NEVER));
    }

    private static long answerNanos(Optional<Pending> pending) {
        return pending.map(request -> request.sent().nanos() + ClientLimits.ESTABLISH_NANOS)
                .orElse(Moment.NEVER);
    }

    /** Before anything else happens at this moment: nobody may use a session whose time is over. */
    void expire(Moment now) {
        if (current.isPresent() && current.get().lease.isOver(now)) {
            lose(ErrorCode.SESSION_EXPIRED.name(), "the session was not renewed in time", true);
        }
    }

    void established(Moment now) {
        lost.established();
        current.ifPresent(session -> {
            Pending request = new Pending(numbers.getAsLong(), now, session.secret);
            attaching = Optional.of(request);
            transport.send(new AttachSession(request.correlation(), session.id.value(), session.secret));
        });
    }

    void broken() {
        opening = Optional.empty();
        attaching = Optional.empty();
        current.ifPresent(session -> {
            session.detached();
            tell(session.status(SessionState.SUSPECT));
        });
    }

    void tick(Moment now) {
        if (now.nanos() >= Math.min(answerNanos(opening), answerNanos(attaching))) {
            connection.drop(now, "gave the session no answer");
        } else if (current.isPresent() && current.get().attached) {
            keepAlive(now, current.get());
        } else if (current.isEmpty() && opening.isEmpty() && calls.anyUnsent() && !closed && mayOpen()) {
            open(now);
        }
    }

    private boolean mayOpen() {
        return connection.isOpen() && !connection.isLeaving();
    }

    private void open(Moment now) {
        byte[] secret = new byte[ProtocolLimits.SECRET_BYTES];
        random.nextBytes(secret);
        Pending request = new Pending(numbers.getAsLong(), now, secret);
        opening = Optional.of(request);
        tell(SessionStatus.NONE);
        transport.send(new OpenSession(request.correlation(), options.ttlMillis(), secret, options.clientName()));
    }

    private void keepAlive(Moment now, Session session) {
        if (!connection.isLeaving()) {
            session.calls.tick(now);
        }
        boolean due = now.nanos() >= session.nextKeepAliveNanos;
        if (due && session.keepAlive.isPresent()) {
            connection.drop(now, "did not confirm the session in time");
        } else if (due || (session.keepAlive.isEmpty() && session.calls.acks().press())) {
            sendKeepAlive(now, session);
        }
    }

    private void sendKeepAlive(Moment now, Session session) {
        long correlation = numbers.getAsLong();
        Acks acks = session.calls.acks();
        transport.send(new KeepAlive(correlation, session.id.value(), acks.take()));
        session.keepAlive = Optional.of(new Session.KeepAlive(correlation, now, acks.mark()));
        session.nextKeepAliveNanos = now.nanos() + session.lease.paceNanos();
    }

    void opened(Moment now, SessionOpened answer) {
        Optional<Pending> request = opening.filter(pending -> pending.correlation() == answer.correlation());
        if (request.isEmpty()) {
            return;
        }
        opening = Optional.empty();
        connection.proven();
        if (closed) {
            lost.add(answer.session(), request.get().secret(), true);
            return;
        }
        Session session = new Session(
                new SessionId(answer.session()),
                request.get().secret(),
                new InFlight(answer.session(), transport, random),
                new Lease(request.get().sent(), answer.ttlMillis()));
        current = Optional.of(session);
        expire(now);
        current.ifPresent(live -> tell(live.status(SessionState.READY)));
    }

    void attached(Moment now, SessionAttached answer) {
        if (lost.attached(answer)
                || attaching
                        .filter(pending -> pending.correlation() == answer.correlation())
                        .isEmpty()) {
            return;
        }
        attaching = Optional.empty();
        connection.proven();
        current.ifPresent(session -> {
            session.attached = true;
            tell(session.status(SessionState.READY));
            sendKeepAlive(now, session);
            session.calls.attached(now);
        });
    }

    void confirmed(KeepAliveAck answer) {
        current.ifPresent(session -> session.keepAlive
                .filter(sent -> sent.correlation() == answer.correlation())
                .ifPresent(sent -> {
                    session.keepAlive = Optional.empty();
                    session.calls.acks().confirm(sent.acks());
                    session.lease = new Lease(sent.sent(), session.lease.ttlMillis());
                    tell(session.status(SessionState.READY));
                }));
    }

    void ended(SessionEnded ended) {
        if (!lost.ended(ended.session())
                && current.filter(session -> session.id.value() == ended.session())
                        .isPresent()) {
            String code = ended.code().equals(ErrorCode.SESSION_EXPIRING.name())
                    ? ErrorCode.SESSION_EXPIRED.name()
                    : ended.code();
            lose(code, ended.message(), false);
        }
    }

    /** Whether the failed request was one of these. */
    boolean failed(Moment now, Failed failed) {
        if (lost.failed(failed)) {
            return true;
        }
        if (opening.filter(pending -> pending.correlation() == failed.correlation())
                .isPresent()) {
            openingFailed(now, failed);
            return true;
        }
        if (attaching
                .filter(pending -> pending.correlation() == failed.correlation())
                .isPresent()) {
            attachingFailed(now, failed);
            return true;
        }
        boolean keepAlive = current.flatMap(session -> session.keepAlive)
                .filter(sent -> sent.correlation() == failed.correlation())
                .isPresent();
        if (keepAlive) {
            connection.drop(now, failed.message());
        }
        return keepAlive;
    }

    private void openingFailed(Moment now, Failed failed) {
        opening = Optional.empty();
        if (isPassing(failed)) {
            connection.drop(now, failed.message());
        } else {
            calls.failUnsent(QuorateException.of(failed.code(), CallOutcome.NOT_APPLIED, failed.message()));
        }
    }

    private void attachingFailed(Moment now, Failed failed) {
        attaching = Optional.empty();
        if (isPassing(failed)) {
            connection.drop(now, failed.message());
        } else {
            lose(failed.code(), failed.message(), false);
        }
    }

    private static boolean isPassing(Failed failed) {
        return Reaction.to(failed.code()) != Reaction.TELL || failed.code().equals(ErrorCode.OUTCOME_UNKNOWN.name());
    }

    /** The cluster is not the one that knew the sessions of before. */
    void restored(String message) {
        lost.clear();
        lose(ErrorCode.CLUSTER_RESTORED.name(), message, false);
    }

    /**
     * @param end the server may still keep it
     */
    private void lose(String code, String message, boolean end) {
        current.ifPresent(session -> {
            leave(session, session.lost(message), end);
            calls.lost(session.calls, code, message);
        });
    }

    /** Ends the session of the client's own accord; no other is opened. */
    void close() {
        closed = true;
        if (current.isEmpty()) {
            tell(new SessionStatus(
                    SessionState.CLOSED,
                    status.id(),
                    status.validUntilNanos(),
                    status.validUntilWallMillis(),
                    Optional.empty()));
        }
        current.ifPresent(session -> {
            leave(session, session.status(SessionState.CLOSED), true);
            calls.lost(session.calls, ErrorCode.CLOSED.name(), "the client was closed");
        });
    }

    private void leave(Session session, SessionStatus last, boolean end) {
        current = Optional.empty();
        attaching = Optional.empty();
        if (end) {
            lost.add(session.id.value(), session.secret, session.attached);
        }
        tell(last);
    }

    private void tell(SessionStatus now) {
        if (!now.equals(status)) {
            status = now;
            listener.session(now);
        }
    }
}
