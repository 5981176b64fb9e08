package io.quorate.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.KernelStatus;
import io.quorate.kernel.Limits;
import io.quorate.kernel.Quarantine;
import io.quorate.kernel.TestHost;
import io.quorate.kernel.VirtualLoop;
import io.quorate.log.FileDisk;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import io.quorate.log.RaftLog;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.protocol.Answer;
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
import io.quorate.protocol.EventCursor;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.ServerMessage;
import io.quorate.protocol.ServerMessage.CallRefused;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.ServerMessage.KeepAliveAck;
import io.quorate.protocol.ServerMessage.Members;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionEnded;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.protocol.Target;
import io.quorate.storage.MemoryStateStore;
import io.quorate.transport.Receiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontendTest {
    private static final NodeId NODE = new NodeId(3);
    private static final byte[] SECRET = new byte[16];
    private static final byte[] NOTHING = {};
    private static final Target SYSTEM = new Target("default", Target.SYSTEM, 1, List.of());

    @TempDir
    Path directory;

    private final VirtualLoop loop = new VirtualLoop();
    private Wal wal;
    private RaftLog log;
    private Kernel kernel;
    private final TreeMap<NodeId, String> endpoints = new TreeMap<>(Map.of(NODE, "127.0.0.1:7420"));
    private Frontend frontend;

    @BeforeEach
    void start() throws IOException {
        wal = Wal.open(FileDisk.open(directory), new WalOptions(1024 * 1024, 1, 0), Runnable::run);
        log = RaftLog.open(
                wal,
                RaftLog.Member.alone(0, NODE, new SplittableRandom(1)),
                new RaftLog.Threads(loop, loop, loop, loop),
                PeerNetwork.none());
        kernel = Kernel.start(
                loop,
                log,
                new MemoryStateStore(),
                new TestHost(),
                new KernelIdentity("cluster-a", NODE, "test"),
                Limits.defaults(),
                Quarantine.inMemory(),
                loop);
        frontend = frontend(options());
        loop.advanceMillis(1_000);
        assertTrue(kernel.status().leads());
    }

    @AfterEach
    void stop() {
        kernel.stop();
        log.close();
        loop.settle();
        wal.close();
    }

    @Test
    void welcomesWithAllThatAClientNeeds() {
        assertEquals(
                new Welcome(1, "cluster-a", 0, 3, true, "127.0.0.1:7420", List.of("127.0.0.1:7420"), 1_000, 300_000),
                greeted().welcome);
        greeted(new Hello(1, 9, "cluster-a", 0, NOTHING, "test"));
    }

    @Test
    void refusesAClientOfAnotherVersionAndNamesBoth() {
        assertGoodbye(
                "INCOMPATIBLE",
                "the client speaks protocol versions 2 to 3, this node 1 to 1",
                new Hello(2, 3, "", -1, NOTHING, "test"));
    }

    @Test
    void refusesAClientOfAnotherClusterAndNamesBoth() {
        assertGoodbye(
                "INCOMPATIBLE",
                "the client asks for cluster cluster-b, this node belongs to cluster cluster-a",
                new Hello(1, 1, "cluster-b", -1, NOTHING, "test"));
    }

    @Test
    void refusesAClientOfALaterEpochAndNamesBoth() {
        assertGoodbye(
                "CLUSTER_RESTORED",
                "the client has seen epoch 5 of the cluster, which is in epoch 0",
                new Hello(1, 1, "", 5, NOTHING, "test"));
    }

    @Test
    void tellsAClientOfTheClusterThatThisOneWasBegunFromToBeginAnewToo() {
        assertEquals("CLUSTER_RESTORED", refusal("cluster-0", true, List.of("cluster-0")));
        assertEquals("INCOMPATIBLE", refusal("cluster-b", true, List.of("cluster-0")));
        assertEquals("NOT_SERVING", refusal("cluster-0", false, List.of()), "it may not have come to that entry yet");
    }

    private String refusal(String asked, boolean leads, List<String> former) {
        Hello hello = new Hello(1, 1, asked, 0, NOTHING, "test");
        return ((Handshake.Refused) Handshake.of(hello, new FakeConnection(true), status(0, leads, former), frontend))
                .problem()
                .code();
    }

    private Handshake handshake(int seenEpoch, int epoch, boolean leads) {
        Hello hello = new Hello(1, 1, "", seenEpoch, NOTHING, "test");
        return Handshake.of(hello, new FakeConnection(true), status(epoch, leads, List.of()), frontend);
    }

    private KernelStatus status(int epoch, boolean leads, List<String> former) {
        KernelStatus now = kernel.status();
        return new KernelStatus(
                epoch,
                now.revision(),
                now.appliedIndex(),
                now.durableIndex(),
                now.sessions(),
                leads,
                now.leader(),
                now.chain(),
                now.limits(),
                former,
                now.problem());
    }

    @Test
    void takesAClientOfAnEarlierEpoch() {
        Handshake.Accepted accepted = (Handshake.Accepted) handshake(1, 2, true);
        assertEquals(2, accepted.welcome().epoch());
    }

    @Test
    void aFollowerThatLagsBehindAClientIsNotSureThatTheClusterWasRestored() {
        assertEquals(
                "NOT_SERVING",
                ((Handshake.Refused) handshake(2, 1, false)).problem().code());
        assertEquals(
                "CLUSTER_RESTORED",
                ((Handshake.Refused) handshake(2, 1, true)).problem().code());
    }

    @Test
    void takesClientsOfThisMachineOnlyUnlessToldOtherwise() {
        Client remote = new Client(frontend, false);
        remote.send(hello());
        assertEquals("UNAUTHENTICATED", remote.next(Goodbye.class).code());

        Frontend open = new Frontend(loop, kernel, options(), Credentials.everyone());
        Client anonymous = new Client(open, false);
        anonymous.send(hello());
        anonymous.next(Welcome.class);
    }

    @Test
    void endsAConnectionThatDoesNotBeginWithAHello() {
        assertGoodbye("INVALID_REQUEST", "this one was a CloseSession", new CloseSession(1));
    }

    @Test
    void endsAConnectionWithASecondHello() {
        Client client = greeted();
        client.send(hello());
        assertEquals(
                "a second hello on one connection", client.next(Goodbye.class).message());
        assertTrue(client.connection.isClosed());
    }

    @Test
    void endsAConnectionThatSaysNothing() {
        Client silent = new Client(frontend, true);
        loop.advanceMillis(FrontendOptions.HANDSHAKE_MILLIS - 2_000);
        silent.connection.assertSilent();
        loop.advanceMillis(4_000);
        assertEquals(
                "no hello within 10000 ms after connecting",
                silent.next(Goodbye.class).message());
    }

    @Test
    void endsAConnectionThatNobodyUses() {
        Client idle = greeted();
        Client busy = greeted();
        openSession(busy, 300_000);
        loop.advanceMillis(FrontendOptions.IDLE_MILLIS / 2);
        busy.keepAlive();
        loop.advanceMillis(FrontendOptions.IDLE_MILLIS / 2 + 2_000);
        assertEquals("CLOSED", idle.next(Goodbye.class).code());
        assertFalse(busy.connection.isClosed());
    }

    @Test
    void carriesManySessionsOnOneConnection() {
        Client client = greeted();
        for (int i = 0; i < 1_000; i++) {
            client.send(new OpenSession(i, 10_000, SECRET, "session " + i));
        }
        loop.advanceMillis(10);
        long[] sessions = new long[1_000];
        for (int i = 0; i < sessions.length; i++) {
            SessionOpened opened = client.next(SessionOpened.class);
            assertEquals(i, opened.correlation());
            assertEquals(10_000, opened.ttlMillis());
            sessions[i] = opened.session();
        }
        assertEquals(1_000, kernel.status().sessions());
        for (long session : sessions) {
            client.send(new KeepAlive(session, session, List.of()));
        }
        loop.advanceMillis(10);
        for (long session : sessions) {
            assertEquals(new KeepAliveAck(session, session), client.next(KeepAliveAck.class));
        }
        for (long session : sessions) {
            client.send(new CloseSession(session));
        }
        loop.advanceMillis(100);
        for (long session : sessions) {
            assertEquals(session, client.next(SessionEnded.class).session());
        }
        assertEquals(0, kernel.status().sessions());
    }

    @Test
    void boundsTheSessionsOfAConnection() {
        Client client = greeted(frontend(options().withLimits(2, 1, 1)));
        for (int i = 0; i < 3; i++) {
            client.send(new OpenSession(i, 10_000, SECRET, ""));
        }
        Failed refused = client.next(Failed.class);
        assertEquals(2, refused.correlation());
        assertEquals("OVERLOADED", refused.code());
        assertEquals("this connection carries 2 sessions, the limit; open another one", refused.message());
        loop.advanceMillis(10);
        client.next(SessionOpened.class);
        client.next(SessionOpened.class);
    }

    @Test
    void movesASessionToTheConnectionThatProvesItsSecret() {
        Client first = greeted();
        long session = openSession(first, 10_000);
        Client second = greeted();
        byte[] wrong = SECRET.clone();
        wrong[0] = 1;
        second.send(new AttachSession(1, session, wrong));
        loop.advanceMillis(10);
        assertEquals("SESSION_TAKEN", second.next(Failed.class).code());
        first.connection.assertSilent();

        second.send(new AttachSession(2, session, SECRET));
        loop.advanceMillis(10);
        assertEquals(new SessionAttached(2, session, 1, 0, 0), second.next(SessionAttached.class));
        assertEquals("SESSION_TAKEN", first.next(SessionEnded.class).code());
        first.session = session;
        first.keepAlive();
        assertEquals("SESSION_TAKEN", first.next(SessionEnded.class).code());
    }

    @Test
    void keepsASessionWhoseConnectionIsGone() {
        Client first = greeted();
        long session = openSession(first, 10_000);
        first.receiver.closed();
        loop.advanceMillis(5_000);
        Client second = greeted();
        second.send(new AttachSession(1, session, SECRET));
        loop.advanceMillis(10);
        second.next(SessionAttached.class);
        loop.advanceMillis(12_000);
        assertEquals("SESSION_EXPIRED", second.next(SessionEnded.class).code());
    }

    @Test
    void answersAnswersOfTheKernelToNobodyOnceTheConnectionIsGone() {
        Client client = greeted();
        client.send(new OpenSession(1, 1_000, SECRET, ""));
        client.receiver.closed();
        loop.advanceMillis(10);
        assertEquals(1, kernel.status().sessions());
        loop.advanceMillis(5_000);
        assertEquals(0, kernel.status().sessions());
        assertEquals(0, frontend.connections());
    }

    @Test
    void answersQueriesOfTheKernel() {
        Client client = greeted();
        client.send(new Query(4, ReadLevel.LINEARIZABLE, 0, SYSTEM, "cluster", new byte[] {(byte) 0xA0}));
        loop.advanceMillis(10);
        QueryReply reply = client.next(QueryReply.class);
        assertEquals(4, reply.correlation());
        assertEquals(Answer.Kind.OK, reply.answer().kind(), reply.answer().message());
    }

    @Test
    void tellsHowToDeployARecipeThatIsNotThere() {
        Client client = greeted();
        client.send(new Query(4, ReadLevel.STALE, 0, target("default", "lock", "a"), "describe", NOTHING));
        loop.advanceMillis(10);
        Answer answer = client.next(QueryReply.class).answer();
        assertEquals("RECIPE_NOT_FOUND", answer.code());
        assertTrue(answer.message().contains("quorate bundle deploy"), answer.message());
    }

    @Test
    void boundsTheQueriesOfAConnection() {
        Client client = greeted(frontend(options().withLimits(1, 2, 1)));
        for (int i = 0; i < 3; i++) {
            client.send(new Query(i, ReadLevel.LINEARIZABLE, 0, SYSTEM, "cluster", new byte[] {(byte) 0xA0}));
        }
        QueryReply refused = client.next(QueryReply.class);
        assertEquals(2, refused.correlation());
        assertEquals("OVERLOADED", refused.answer().code());
        loop.advanceMillis(10);
        client.next(QueryReply.class);
        client.next(QueryReply.class);
        client.send(new Query(7, ReadLevel.STALE, 0, SYSTEM, "cluster", new byte[] {(byte) 0xA0}));
        loop.advanceMillis(10);
        assertEquals(7, client.next(QueryReply.class).correlation());
    }

    @Test
    void refusesNamesThatBreakTheRulesAndNamesTheRule() {
        String longName = "n".repeat(401);
        assertInvalid(
                "namespace name 'Default' is not allowed; it has 1 to 48 of a-z 0-9 -, first a letter",
                target("Default", "lock", "a"),
                "acquire");
        assertInvalid(
                "recipe name '' is not allowed; it has 1 to 32 of a-z 0-9 -, first a letter",
                target("default", "", "a"),
                "acquire");
        assertInvalid("recipe name '../etc' is not allowed", target("default", "../etc", "a"), "acquire");
        assertInvalid(
                "command name 'ac?quire' is not allowed; it has 1 to 32 of a-z A-Z 0-9 -, first a letter",
                target("default", "lock", "a"),
                "ac\nquire");
        assertInvalid(
                "command name 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... (200 characters)'",
                target("default", "lock", "a"),
                "x".repeat(200));
        assertInvalid(
                "instance name of 0 bytes; allowed are 1 to 400 bytes of UTF-8",
                target("default", "lock", ""),
                "acquire");
        assertInvalid(
                "instance name of 401 bytes; allowed are 1 to 400 bytes of UTF-8",
                target("default", "lock", longName),
                "acquire");
        assertInvalid("instance name has a control character", target("default", "lock", "a\u0000b"), "acquire");
        assertInvalid(
                "no instance is named; a call of recipe 'lock' needs one",
                new Target("default", "lock", 1, List.of()),
                "acquire");
        assertInvalid(
                "2 instances are named; this server takes one in a call",
                new Target("default", "lock", 1, List.of("a", "b")),
                "acquire");
    }

    @Test
    void refusesSubscriptionsThatBreakTheRules() {
        Client client = greeted();
        client.send(new Subscribe(9, target("default", "lock", ""), "granted", Optional.empty()));
        Failed failed = client.next(Failed.class);
        assertEquals(9, failed.correlation());
        assertEquals("INVALID_REQUEST", failed.code());
        client.send(new Subscribe(10, target("default", "lock", "a"), "granted", Optional.empty()));
        assertEquals("RECIPE_NOT_FOUND", client.next(Failed.class).code());
    }

    @Test
    void refusesSessionAndSequenceZero() {
        Client client = greeted();
        client.send(new Call(5, 0, SYSTEM, "stage", NOTHING, List.of()));
        assertEquals(
                "sequence number 0; the first of a session is 1",
                client.next(CallRefused.class).message());
        client.send(new Call(0, 1, SYSTEM, "stage", NOTHING, List.of()));
        assertEquals("INVALID_REQUEST", client.next(SessionEnded.class).code());
        client.send(new AttachSession(1, 0, SECRET));
        assertEquals("INVALID_REQUEST", client.next(Failed.class).code());
    }

    @Test
    void refusesWhatIsMeantForAnotherGroupAndNamesIt() {
        String why = "group 7 does not exist; this cluster has group 0 only";
        Target elsewhere = new Target(7, "default", "lock", 1, List.of("a"));
        assertInvalid(why, elsewhere, "acquire");
        Client client = greeted();
        client.send(new Skip(5, 7, 1));
        assertEquals(new CallRefused(5, 7, 1, "INVALID_REQUEST", why), client.next(CallRefused.class));
        client.send(new Cancel(5, 7, 1));
        assertEquals(new CallRefused(5, 7, 1, "INVALID_REQUEST", why), client.next(CallRefused.class));
        client.send(new KeepAlive(3, 5, 7, List.of()));
        assertEquals(new Failed(3, "INVALID_REQUEST", why), client.next(Failed.class));
        client.send(new Query(4, ReadLevel.STALE, 0, elsewhere, "describe", NOTHING));
        assertEquals(why, client.next(QueryReply.class).answer().message());
        EventCursor cursor = new EventCursor(7, 0, 1, 0);
        client.send(new Subscribe(8, target("default", "lock", "a"), "Revoked", Optional.of(cursor)));
        assertEquals(new Failed(8, "INVALID_REQUEST", why), client.next(Failed.class));
    }

    @Test
    void tellsWelcomedClientsOnceWhenTheMembersChange() {
        Client client = greeted();
        loop.advanceMillis(5_000);
        client.connection.assertSilent();
        endpoints.put(new NodeId(4), "127.0.0.1:7423");
        loop.advanceMillis(5_000);
        assertEquals(
                List.of("127.0.0.1:7420", "127.0.0.1:7423"),
                client.next(Members.class).endpoints());
        client.connection.assertSilent();
    }

    @Test
    void saysGoodbyeToAllWhenItStops() {
        Client early = greeted();
        AtomicBoolean stopped = new AtomicBoolean();
        frontend.stop(() -> stopped.set(true));
        Goodbye goodbye = early.next(Goodbye.class);
        assertEquals("NOT_SERVING", goodbye.code());
        assertFalse(early.connection.isClosed());
        loop.advanceMillis(110);
        assertTrue(early.connection.isClosed());
        assertTrue(stopped.get());
        early.send(new CloseSession(1));
        early.connection.assertSilent();

        Client late = new Client(frontend, true);
        assertEquals(goodbye, late.next(Goodbye.class));
    }

    @Test
    void answersWhatItTookAndRefusesWhatComesWhenItStops() {
        Client client = greeted();
        long session = openSession(client, 10_000);
        client.send(new Call(session, 1, SYSTEM, "stage", NOTHING, List.of()));
        AtomicBoolean stopped = new AtomicBoolean();
        frontend.stop(() -> stopped.set(true));
        client.next(Goodbye.class);
        client.send(new Call(session, 2, SYSTEM, "stage", NOTHING, List.of()));
        assertEquals("NOT_SERVING", client.next(CallRefused.class).code());
        client.send(new OpenSession(7, 10_000, SECRET, "test"));
        assertEquals("NOT_SERVING", client.next(Failed.class).code());
        loop.advanceMillis(10);
        assertEquals(1, client.next(Reply.class).sequence());
        assertFalse(stopped.get());
        client.receiver.closed();
        assertTrue(stopped.get(), "nobody is waited for once all have left");
    }

    private void assertInvalid(String message, Target target, String command) {
        Client client = greeted();
        client.send(new Call(5, 1, target, command, NOTHING, List.of()));
        CallRefused refused = client.next(CallRefused.class);
        assertEquals("INVALID_REQUEST", refused.code());
        assertTrue(refused.message().contains(message), refused.message());
    }

    private void assertGoodbye(String code, String message, ClientMessage first) {
        Client client = new Client(frontend, true);
        client.send(first);
        loop.advanceMillis(10);
        Goodbye goodbye = client.next(Goodbye.class);
        assertEquals(code, goodbye.code());
        assertTrue(goodbye.message().contains(message), goodbye.message());
        assertEquals("127.0.0.1:7420", goodbye.leader());
        assertTrue(client.connection.isClosed());
    }

    private long openSession(Client client, long ttlMillis) {
        client.send(new OpenSession(1, ttlMillis, SECRET, "test"));
        loop.advanceMillis(10);
        client.session = client.next(SessionOpened.class).session();
        return client.session;
    }

    private Client greeted() {
        return greeted(frontend);
    }

    private Client greeted(Hello hello) {
        Client client = new Client(frontend, true);
        client.send(hello);
        client.welcome = client.next(Welcome.class);
        return client;
    }

    private static Client greeted(Frontend frontend) {
        Client client = new Client(frontend, true);
        client.send(hello());
        client.welcome = client.next(Welcome.class);
        return client;
    }

    private static Hello hello() {
        return new Hello(1, 1, "", -1, NOTHING, "test");
    }

    private static Target target(String namespace, String recipe, String instance) {
        return new Target(namespace, recipe, 1, List.of(instance));
    }

    private Frontend frontend(FrontendOptions options) {
        return new Frontend(loop, kernel, options, Credentials.loopbackOnly());
    }

    private FrontendOptions options() {
        return FrontendOptions.of("cluster-a", NODE, () -> endpoints);
    }

    private static final class Client {
        private final FakeConnection connection;
        private final Receiver receiver;
        private Welcome welcome;
        private long session;

        Client(Frontend frontend, boolean loopback) {
            connection = new FakeConnection(loopback);
            receiver = frontend.opened(connection);
        }

        void send(ClientMessage message) {
            receiver.received(message);
        }

        void keepAlive() {
            send(new KeepAlive(99, session, List.of()));
        }

        <M extends ServerMessage> M next(Class<M> type) {
            return connection.next(type);
        }
    }
}
