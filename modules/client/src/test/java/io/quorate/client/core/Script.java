package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.KeepAlive;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.CallRefused;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.protocol.Target;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A core in virtual time, whose servers and network are what the test says. */
final class Script implements Transport, CoreListener {
    static final long SESSION = 77;
    static final long TTL_MILLIS = 10_000;
    static final Target TARGET = new Target("default", "lock", 1, List.of("jobs"));

    final ArrayDeque<ClientMessage> sent = new ArrayDeque<>();
    final List<String> connects = new ArrayList<>();
    final List<SessionState> states = new ArrayList<>();
    final List<QuorateException> refusals = new ArrayList<>();
    final ClientCore core;

    SessionStatus session = SessionStatus.NONE;
    int welcomes;
    private boolean alive = true;
    boolean closed;
    boolean connectionOpen;
    private long nanos;
    private long wallMillis = 1_700_000_000_000L;

    Script(String... endpoints) {
        List<String> servers = endpoints.length == 0 ? List.of("a:1") : List.of(endpoints);
        core = new ClientCore(new CoreOptions(servers, "test", TTL_MILLIS, new byte[0]), this, new Random(1), this);
        core.start(now());
    }

    Moment now() {
        return new Moment(nanos, wallMillis);
    }

    long in(long millis) {
        return nanos + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Lets time pass, with every tick that the core asks for. */
    void pass(long millis) {
        long end = in(millis);
        while (core.nextWakeNanos() <= end) {
            moveTo(Math.max(nanos, core.nextWakeNanos()));
            tick();
        }
        moveTo(end);
        tick();
    }

    private void tick() {
        core.tick(now());
        for (ClientMessage message = sent.peekLast(); alive && isSign(message); message = sent.peekLast()) {
            sent.removeLast();
            server(new QueryReply(((Query) message).correlation(), Answer.ok(1, new byte[0])));
        }
    }

    /** Any server answers this at once. */
    private static boolean isSign(@Nullable ClientMessage message) {
        return message instanceof Query query && query.target().recipe().equals(Target.SYSTEM);
    }

    /** From now on nobody gives a sign of life. */
    Script silent() {
        alive = false;
        return this;
    }

    private void moveTo(long then) {
        wallMillis += TimeUnit.NANOSECONDS.toMillis(then) - TimeUnit.NANOSECONDS.toMillis(nanos);
        nanos = then;
    }

    /** The machine sleeps: the monotonic clock does not notice. */
    void suspend(long millis) {
        wallMillis += millis;
        core.tick(now());
    }

    void server(ServerMessage message) {
        core.received(now(), message);
    }

    /** The pending attempt to connect succeeds and is welcomed. */
    Script welcome() {
        return welcome(0);
    }

    Script welcome(int epoch) {
        core.connected(now());
        expect(Hello.class);
        server(new Welcome(1, "c-1", epoch, 1, true, "", List.of(), 1_000, 300_000));
        return this;
    }

    /** The pending attempt to connect succeeds, at a server that says who leads. */
    void follows(String leader) {
        core.connected(now());
        expect(Hello.class);
        server(new Welcome(1, "c-1", 0, 2, false, leader, List.of(), 1_000, 300_000));
    }

    void broken() {
        connectionOpen = false;
        core.disconnected(now(), "connection reset");
    }

    /** Breaks the connection and makes the next one. */
    void reconnect() {
        broken();
        awaitConnect();
        welcome();
    }

    void awaitConnect() {
        int before = connects.size();
        for (int i = 0; i < 100 && connects.size() == before; i++) {
            pass(50);
        }
        assertEquals(before + 1, connects.size(), "attempts to connect");
    }

    /** A welcomed core with a session and nothing on its way. */
    Script ready() {
        welcome();
        Outcome first = call("first");
        opened();
        reply(expect(ClientMessage.Call.class).sequence());
        first.take();
        return this;
    }

    void opened() {
        server(new SessionOpened(expect(OpenSession.class).correlation(), SESSION, TTL_MILLIS));
    }

    /** Answers the attach, and leaves the keep-alive that follows unanswered. */
    void attached() {
        AttachSession attach = expect(AttachSession.class);
        server(new SessionAttached(attach.correlation(), attach.session(), 1, 0, 0));
    }

    void confirmKeepAlive() {
        KeepAlive sent = expect(KeepAlive.class);
        server(new KeepAliveAck(sent.correlation(), sent.session()));
    }

    Outcome call(String command) {
        return call(command, 5_000);
    }

    Outcome call(String command, long deadlineMillis) {
        Outcome outcome = new Outcome(this);
        outcome.id = core.call(now(), new CallRequest(TARGET, command, new byte[] {1}), in(deadlineMillis), outcome);
        return outcome;
    }

    void reply(long sequence) {
        server(new Reply(SESSION, sequence, Answer.ok(100 + sequence, new byte[] {(byte) sequence})));
    }

    void reply(long sequence, Answer.Kind kind, String code) {
        server(new Reply(SESSION, sequence, Answer.error(kind, 100 + sequence, code, "because")));
    }

    void refuse(long sequence, String code) {
        server(new CallRefused(SESSION, sequence, code, "not now"));
    }

    /** The next message, which must be of this type. */
    <T extends ClientMessage> T expect(Class<T> type) {
        ClientMessage next = sent.poll();
        assertTrue(type.isInstance(next), () -> "expected a " + type.getSimpleName() + ", was " + next);
        return type.cast(next);
    }

    void expectCalls(long... sequences) {
        for (long sequence : sequences) {
            assertEquals(sequence, expect(ClientMessage.Call.class).sequence());
        }
    }

    void expectNothing() {
        assertEquals(List.of(), List.copyOf(sent));
    }

    @Override
    public void connect(String endpoint) {
        connects.add(endpoint);
        connectionOpen = true;
        sent.clear();
    }

    @Override
    public void send(ClientMessage message) {
        if (connectionOpen) {
            sent.add(message);
        }
    }

    @Override
    public void disconnect() {
        connectionOpen = false;
    }

    @Override
    public void welcomed() {
        welcomes++;
    }

    @Override
    public void refused(QuorateException refusal) {
        refusals.add(refusal);
    }

    @Override
    public void session(SessionStatus status) {
        if (status.state() != session.state()) {
            states.add(status.state());
        }
        session = status;
    }

    @Override
    public void closed() {
        closed = true;
    }
}
