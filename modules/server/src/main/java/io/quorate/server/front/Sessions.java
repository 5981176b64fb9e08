package io.quorate.server.front;

import io.quorate.kernel.AttachResult;
import io.quorate.kernel.CallRequest;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.OpenRequest;
import io.quorate.kernel.OpenResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.SessionLink;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Cancel;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ClientMessage.Skip;
import io.quorate.protocol.ProtocolLimits;
import io.quorate.protocol.ServerMessage.CallRefused;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.transport.Connection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The sessions of one connection: what they ask of the kernel, and what comes back to them. */
final class Sessions implements SessionLink {
    private final Kernel kernel;
    private final Connection connection;
    private final int maxSessions;
    private final String principal;
    private final Runnable beforeReply;

    private final Set<SessionId> attached = new HashSet<>();
    /** Opens and attaches that the kernel has not answered. */
    private int coming;

    private boolean closed;

    /** @param beforeReply sends events that a reply must not overtake */
    Sessions(Kernel kernel, Connection connection, int maxSessions, String principal, Runnable beforeReply) {
        this.kernel = kernel;
        this.connection = connection;
        this.maxSessions = maxSessions;
        this.principal = principal;
        this.beforeReply = beforeReply;
    }

    boolean isEmpty() {
        return attached.isEmpty() && coming == 0;
    }

    /** The connection is gone; its sessions live on until their time is over. */
    void close() {
        closed = true;
        kernel.detach(this);
    }

    void open(OpenSession request) {
        if (full(request.correlation())) {
            return;
        }
        coming++;
        OpenRequest open = new OpenRequest(request.ttlMillis(), request.secret(), request.label(), principal);
        kernel.openSession(open, this, result -> {
            if (result instanceof OpenResult.Opened opened) {
                arrived(opened.session());
                connection.send(new SessionOpened(
                        request.correlation(), opened.session().value(), opened.ttlMillis()));
            } else if (result instanceof OpenResult.Refused refused) {
                coming--;
                failed(request.correlation(), refused.problem());
            }
        });
    }

    void attach(AttachSession request) {
        if (full(request.correlation())) {
            return;
        }
        Optional<SessionId> session = id(request.session());
        if (session.isEmpty()) {
            failed(request.correlation(), noSession(request.session()));
            return;
        }
        coming++;
        kernel.attach(session.get(), request.secret(), this, result -> {
            if (result instanceof AttachResult.Attached taken) {
                arrived(session.get());
                connection.send(new SessionAttached(
                        request.correlation(),
                        request.session(),
                        taken.incarnation(),
                        ProtocolLimits.GROUP,
                        taken.lastSequence()));
            } else if (result instanceof AttachResult.Refused refused) {
                coming--;
                failed(request.correlation(), refused.problem());
            }
        });
    }

    /** The connection may have gone while the kernel worked: then nobody would ever detach the session. */
    private void arrived(SessionId session) {
        coming--;
        attached.add(session);
        if (closed) {
            kernel.detach(this);
        }
    }

    void keepAlive(KeepAlive request) {
        Optional<String> wrong = Names.group(request.group());
        if (wrong.isPresent()) {
            failed(request.correlation(), Problem.of(ErrorCode.INVALID_REQUEST, wrong.get()));
            return;
        }
        ifSession(
                request.session(),
                session -> kernel.keepAlive(
                        session,
                        this,
                        request.acks(),
                        problem -> problem.ifPresentOrElse(
                                why -> notKept(request, why),
                                () -> connection.send(new KeepAliveAck(request.correlation(), request.session())))));
    }

    private void notKept(KeepAlive request, Problem why) {
        boolean over = why.code().equals(ErrorCode.SESSION_EXPIRED.name())
                || why.code().equals(ErrorCode.SESSION_TAKEN.name());
        if (over) {
            ended(new SessionId(request.session()), why);
        } else {
            failed(request.correlation(), why);
        }
    }

    void close(CloseSession request) {
        ifSession(request.session(), session -> kernel.close(session, this));
    }

    void call(Call request) {
        Optional<String> wrong = request.sequence() < 1
                ? Optional.of("sequence number 0; the first of a session is 1")
                : Names.problem(request.target(), "command", request.command());
        if (wrong.isPresent()) {
            invalid(request.session(), request.target().group(), request.sequence(), wrong.get());
            return;
        }
        CallRequest call = new CallRequest(
                request.sequence(),
                Names.address(request.target()),
                request.target().contract(),
                request.command(),
                request.body(),
                request.acks());
        ifSession(request.session(), session -> kernel.call(session, this, call));
    }

    void skip(Skip request) {
        Names.group(request.group())
                .ifPresentOrElse(
                        wrong -> invalid(request.session(), request.group(), request.sequence(), wrong),
                        () -> ifSession(request.session(), session -> kernel.skip(session, this, request.sequence())));
    }

    void cancel(Cancel request) {
        Names.group(request.group())
                .ifPresentOrElse(
                        wrong -> invalid(request.session(), request.group(), request.sequence(), wrong),
                        () -> ifSession(
                                request.session(), session -> kernel.cancel(session, this, request.sequence())));
    }

    private void invalid(long session, int group, long sequence, String wrong) {
        connection.send(new CallRefused(session, group, sequence, ErrorCode.INVALID_REQUEST.name(), wrong));
    }

    @Override
    public void replied(SessionId session, long sequence, CallResult result) {
        beforeReply.run();
        connection.send(new Reply(session.value(), sequence, Translation.answer(result)));
    }

    @Override
    public void refused(SessionId session, long sequence, Problem problem) {
        connection.send(new CallRefused(session.value(), sequence, problem.code(), problem.message()));
    }

    @Override
    public void ended(SessionId session, Problem reason) {
        attached.remove(session);
        connection.send(new SessionEnded(session.value(), reason.code(), reason.message()));
    }

    private boolean full(long correlation) {
        boolean full = attached.size() + coming >= maxSessions;
        if (full) {
            failed(
                    correlation,
                    Problem.of(
                            ErrorCode.OVERLOADED,
                            "this connection carries " + maxSessions + " sessions, the limit; open another one"));
        }
        return full;
    }

    private void ifSession(long session, Consumer<SessionId> action) {
        id(session).ifPresentOrElse(action, () -> {
            Problem problem = noSession(session);
            connection.send(new SessionEnded(session, problem.code(), problem.message()));
        });
    }

    private static Optional<SessionId> id(long session) {
        return session > 0 ? Optional.of(new SessionId(session)) : Optional.empty();
    }

    private static Problem noSession(long session) {
        return Problem.of(ErrorCode.INVALID_REQUEST, "session " + session + " does not exist; ids are above 0");
    }

    private void failed(long correlation, Problem problem) {
        connection.send(new Failed(correlation, problem.code(), problem.message()));
    }
}
