package io.quorate.server.front;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.Problem;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Cancel;
import io.quorate.protocol.ClientMessage.CloseSession;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.ClientMessage.Skip;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.ClientMessage.Unsubscribe;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.recipe.ErrorCode;
import io.quorate.transport.Connection;
import io.quorate.transport.Receiver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection, from its hello to its end. */
final class ClientConnection implements Receiver {
    private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());

    /** What a welcomed client uses. */
    private record Service(Sessions sessions, Reads reads) {
        boolean isIdle() {
            return sessions.isEmpty() && reads.isEmpty();
        }
    }

    private final Frontend frontend;
    private final Connection connection;
    private long lastHeardNanos;
    /** Null before the hello. */
    private @Nullable Service service;
    /** Said hello, and waits for what a quorum says of it. */
    private boolean confirming;
    /** Told to go; what still comes is not looked at. */
    private boolean leaving;

    ClientConnection(Frontend frontend, Connection connection) {
        this.frontend = frontend;
        this.connection = connection;
        lastHeardNanos = frontend.nanos();
    }

    @Override
    public void received(ClientMessage message) {
        if (leaving) {
            return;
        }
        Service welcomed = service;
        if (welcomed == null) {
            greet(message);
        } else {
            lastHeardNanos = frontend.nanos();
            serve(welcomed, message);
        }
    }

    private void greet(ClientMessage message) {
        if (confirming) {
            goodbye(Problem.of(ErrorCode.INVALID_REQUEST, "nothing may come before the answer to the hello"));
            return;
        }
        if (!(message instanceof Hello hello)) {
            goodbye(Problem.of(
                    ErrorCode.INVALID_REQUEST,
                    "the first message of a connection is a hello, this one was a "
                            + message.getClass().getSimpleName()));
            return;
        }
        Handshake answer = Handshake.of(hello, connection, frontend.kernel().status(), frontend);
        if (answer instanceof Handshake.Refused refused && refused.endsSessions()) {
            confirm(hello);
        } else {
            answer(answer);
        }
    }

    /** One that leads no longer, and does not know it, lags behind what the client has seen: no reason to end its sessions. */
    private void confirm(Hello hello) {
        confirming = true;
        frontend.kernel().query(Handshake.CONFIRMATION, result -> {
            if (leaving) {
                return;
            }
            if (result.kind() == CallResult.Kind.OK) {
                answer(Handshake.of(hello, connection, frontend.kernel().status(), frontend));
            } else {
                goodbye(Problem.of(
                        ErrorCode.NOT_SERVING,
                        "this node does not know whether the cluster was restored: " + result.message()));
            }
        });
    }

    private void answer(Handshake answer) {
        if (answer instanceof Handshake.Refused refused) {
            goodbye(refused.problem());
        } else if (answer instanceof Handshake.Accepted accepted) {
            FrontendOptions options = frontend.options();
            Reads reads = new Reads(frontend.kernel(), connection, options);
            service = new Service(
                    new Sessions(
                            frontend.kernel(), connection, options.maxSessions(), accepted.principal(), reads::catchUp),
                    reads);
            lastHeardNanos = frontend.nanos();
            connection.send(accepted.welcome());
        }
    }

    private void serve(Service to, ClientMessage message) {
        if (message instanceof Call call) {
            to.sessions().call(call);
        } else if (message instanceof KeepAlive keepAlive) {
            to.sessions().keepAlive(keepAlive);
        } else if (message instanceof Query query) {
            to.reads().query(query);
        } else if (message instanceof Skip skip) {
            to.sessions().skip(skip);
        } else if (message instanceof Cancel cancel) {
            to.sessions().cancel(cancel);
        } else if (message instanceof OpenSession open) {
            to.sessions().open(open);
        } else if (message instanceof AttachSession attach) {
            to.sessions().attach(attach);
        } else if (message instanceof CloseSession close) {
            to.sessions().close(close);
        } else if (message instanceof Subscribe subscribe) {
            to.reads().subscribe(subscribe);
        } else if (message instanceof Unsubscribe unsubscribe) {
            to.reads().unsubscribe(unsubscribe);
        } else {
            goodbye(Problem.of(ErrorCode.INVALID_REQUEST, "a second hello on one connection"));
        }
    }

    @Override
    public void writable() {
        if (service != null && !leaving) {
            service.reads().resume();
        }
    }

    @Override
    public void closed() {
        leaving = true;
        if (service != null) {
            service.sessions().close();
            service.reads().close();
        }
        frontend.closed(this);
    }

    /** Ends a connection that has not said hello in time, or that nobody uses any more. */
    void checkDeadlines() {
        long silentMillis = TimeUnit.NANOSECONDS.toMillis(frontend.nanos() - lastHeardNanos);
        FrontendOptions options = frontend.options();
        if (leaving) {
            return;
        }
        if (service == null && silentMillis >= options.handshakeMillis()) {
            goodbye(Problem.of(
                    ErrorCode.INVALID_REQUEST,
                    "no hello within " + options.handshakeMillis() + " ms after connecting"));
        } else if (service != null && service.isIdle() && silentMillis >= options.idleMillis()) {
            goodbye(Problem.of(
                    ErrorCode.CLOSED,
                    "nothing came for " + options.idleMillis() + " ms, and the connection carries no session"));
        }
    }

    /** Tells a welcomed client. */
    void tell(ServerMessage news) {
        if (service != null && !leaving) {
            connection.send(news);
        }
    }

    /** Ends the connection and says why. */
    void goodbye(Problem why) {
        if (!leaving) {
            sayGoodbye(why);
            end();
        }
    }

    /** Says that the connection will end; until then a welcomed client is served. */
    void farewell(Problem why) {
        if (service == null) {
            goodbye(why);
        } else if (!leaving) {
            sayGoodbye(why);
        }
    }

    private void sayGoodbye(Problem why) {
        LOG.log(System.Logger.Level.DEBUG, () -> "goodbye to client " + connection.remote() + ": " + why.message());
        connection.send(new Goodbye(why.code(), why.message(), frontend.leader()));
    }

    /** Ends the connection behind what was sent. */
    void end() {
        leaving = true;
        connection.close();
    }
}
