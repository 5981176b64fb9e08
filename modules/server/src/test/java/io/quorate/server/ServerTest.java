package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.BundleTrust;
import io.quorate.log.FileDisk;
import io.quorate.protocol.Answer;
import io.quorate.protocol.ClientMessage.AttachSession;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ClientMessage.Query;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.ServerMessage.Failed;
import io.quorate.protocol.ServerMessage.Goodbye;
import io.quorate.protocol.ServerMessage.QueryReply;
import io.quorate.protocol.ServerMessage.SessionAttached;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.Target;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.server.config.ConfigurationException;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.storage.lmdb.FileSteps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerTest {
    private static final byte[] SECRET = new byte[16];

    @TempDir
    Path temporary;

    private final CompletableFuture<String> fault = new CompletableFuture<>();

    @Test
    void keepsClusterAndSessionsOverARestart() throws Exception {
        String clusterId;
        long session;
        try (Server server = started(Map.of());
                WireClient client = new WireClient(server.address())) {
            clusterId = server.clusterId();
            assertEquals(List.of(server.address().toString()), client.greet().endpoints());
            session = client.ask(new OpenSession(1, 60_000, SECRET, "test"), SessionOpened.class)
                    .session();
            assertEquals(1, status(client).sessions());
        }
        try (Server server = started(Map.of());
                WireClient client = new WireClient(server.address())) {
            assertEquals(clusterId, server.clusterId());
            assertEquals(clusterId, client.greet().clusterId());
            assertEquals(
                    new SessionAttached(2, session, 1, 0, 0),
                    client.ask(new AttachSession(2, session, SECRET), SessionAttached.class));
            assertEquals(clusterId, status(client).clusterId());
        }
        assertFalse(fault.isDone());
    }

    @Test
    void takesNoWritesWhileItsDiskIsNearlyFull() throws Exception {
        started(Map.of()).close();
        try (Server server = started(Map.of("data.min-free", "16 TiB"));
                WireClient client = new WireClient(server.address())) {
            client.greet();
            Failed refused = client.ask(new OpenSession(1, 60_000, SECRET, "test"), Failed.class);
            assertEquals("OVERLOADED", refused.code());
            assertTrue(
                    refused.message().contains("bytes left, and data.min-free is 17592186044416"), refused.message());
            assertEquals(0, status(client).sessions(), "reads are answered");
        }
    }

    @Test
    void showsAHashOfItsStateThatACommandChanges() throws Exception {
        try (Server server = started(Map.of());
                WireClient client = new WireClient(server.address())) {
            client.greet();
            long before = status(client).stateHash();
            client.ask(new OpenSession(1, 60_000, SECRET, "test"), SessionOpened.class);
            assertNotEquals(before, status(client).stateHash());
        }
    }

    @Test
    void saysGoodbyeAndFreesPortAndDirectoryWhenItCloses() throws Exception {
        Server server = started(Map.of());
        try (WireClient client = new WireClient(server.address())) {
            client.greet();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            assertEquals("NOT_SERVING", client.read(Goodbye.class).code());
            closing.get(20, TimeUnit.SECONDS);
        }
        server.close();
        assertThrows(ExecutionException.class, () -> server.status().get());
        try (Server again = started(Map.of("client.listen", server.address().toString()))) {
            assertEquals(server.address(), again.address());
        }
    }

    @Test
    void refusesASecondServerOnTheSameDirectory() throws Exception {
        try (Server first = started(Map.of())) {
            StartException failure = assertThrows(StartException.class, () -> start(Map.of()));
            assertTrue(failure.getMessage().contains("in use by another process"), failure.getMessage());
            assertTrue(first.status().get().leads());
        }
    }

    @Test
    void namesAddressAndKeyOfAPortInUseAndLeavesNothingBehind() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            StartException failure = assertThrows(StartException.class, () -> start(Map.of("client.listen", address)));
            assertTrue(
                    failure.getMessage().contains("client.listen: cannot listen on " + address), failure.getMessage());
        }
        started(Map.of()).close();
    }

    @Test
    void namesAddressAndKeyOfAPeerPortInUseAndLeavesNothingBehind() throws Exception {
        Map<String, String> cluster = new HashMap<>(Map.of("cluster.id", "demo"));
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            cluster.put("cluster.members", "1@" + address);
            cluster.put("peer.listen", address);
            StartException failure = assertThrows(StartException.class, () -> start(cluster));
            assertTrue(failure.getMessage().contains("peer.listen: cannot listen on " + address), failure.getMessage());
            assertTrue(failure.getMessage().contains("stop the process that uses this address"), failure.getMessage());
        }
        started(cluster).close();
    }

    @Test
    void refusesALogThatIsDamagedAndSaysWhere() throws Exception {
        started(Map.of()).close();
        Path segment;
        try (var files = Files.list(temporary.resolve("data/log"))) {
            segment = files.filter(file -> file.getFileName().toString().startsWith("wal-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        Files.write(segment, new byte[4 * 1024]);
        StartException failure = assertThrows(StartException.class, () -> start(Map.of()));
        assertTrue(failure.getMessage().contains(segment.getFileName().toString()), failure.getMessage());
    }

    @Test
    void tellsWhichFirstBundleIsMissing() {
        StartException failure =
                assertThrows(StartException.class, () -> start(Map.of("recipes.bootstrap", "absent.jar")));
        assertTrue(failure.getMessage().contains("recipes.bootstrap: cannot read absent.jar"), failure.getMessage());
    }

    @Test
    void servesOnAndTriesAgainWhenAFirstBundleIsRefused() throws Exception {
        Path jar = Files.writeString(temporary.resolve("no.jar"), "this is no bundle");
        for (int attempt = 0; attempt < 2; attempt++) {
            try (Server server = start(Map.of("recipes.bootstrap", jar.toString()))) {
                ExecutionException refused = assertThrows(
                        ExecutionException.class, () -> server.ready().get(60, TimeUnit.SECONDS));
                assertTrue(refused.getMessage().contains("no.jar"), refused.getMessage());
                assertTrue(server.status().get().leads());
            }
        }
    }

    @Test
    void tellsANewClusterOnceWhomItTrustsAndOpensNoSessionForItAgain() throws Exception {
        started(Map.of()).close();
        long revision = 0;
        for (int start = 0; start < 2; start++) {
            try (Server server = started(Map.of())) {
                long before = revision;
                revision = server.status().get().revision();
                String told = "revision " + revision + " after " + before;
                // One revision is the leader's own; a session that is opened, told something and closed takes three
                // more.
                assertTrue(start == 0 || revision <= before + 1, told);
            }
        }
    }

    @Test
    void asksForSignaturesFromTheBeginningWhenOtherMachinesReachIt() throws Exception {
        Map<String, String> reachable = Map.of("client.listen", "0.0.0.0:0", "client.insecure-listen", "true");
        try (Server server = started(reachable)) {
            assertEquals(BundleTrust.REQUIRED, policy(server));
        }
    }

    @Test
    void asksForNoSignatureOnLoopbackAndSaysSoWhenOtherMachinesReachItLater() throws Exception {
        try (Server server = started(Map.of())) {
            assertEquals(BundleTrust.OFF, policy(server));
        }
        List<String> told = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(TrustWarning.class.getName());
        Handler handler = heard(told);
        logger.addHandler(handler);
        Map<String, String> reachable = Map.of("client.listen", "0.0.0.0:0", "client.insecure-listen", "true");
        try (Server server = started(reachable)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (told.isEmpty()) {
                assertTrue(System.nanoTime() < end, "nothing was said");
                server.status().get();
            }
            assertEquals(BundleTrust.OFF, policy(server), "what was decided stays");
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, told.size());
        assertTrue(told.get(0).contains("`quorate cluster config set bundle.trust required`"), told.get(0));
    }

    private static BundleTrust policy(Server server) throws Exception {
        return BundleTrust.of(server.status().get().limits());
    }

    private static Handler heard(List<String> told) {
        return new Handler() {
            @Override
            public void publish(LogRecord message) {
                told.add(message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void stopsServingAndSaysSoWhenTheDiskFails() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        try (Server server = Server.start(
                        configuration(Map.of()),
                        List.of(),
                        new Media(
                                directory -> new FragileDisk(FileDisk.open(directory), change -> {
                                    if (change == FragileDisk.Change.SYNC && broken.get()) {
                                        throw new IOException("the disk broke");
                                    }
                                }),
                                FileSteps.DIRECT),
                        fault::complete);
                WireClient client = new WireClient(server.address())) {
            server.ready().get(60, TimeUnit.SECONDS);
            client.greet();
            broken.set(true);
            OpenSession open = new OpenSession(1, 60_000, SECRET, "test");
            // Unknown, or surely not, when the log's own mark met the broken disk first.
            String first = client.ask(open, Failed.class).code();
            assertTrue(first.equals("OUTCOME_UNKNOWN") || first.equals("NOT_SERVING"), first);
            assertEquals("NOT_SERVING", client.ask(open, Failed.class).code());
            String told = fault.get(20, TimeUnit.SECONDS);
            assertTrue(told.startsWith("this node has stopped serving: the log stopped: "), told);
            assertTrue(told.contains("the disk broke"), told);
            assertTrue(server.status().get().problem().isPresent());
        }
        started(Map.of()).close();
    }

    private static SystemQuery.Status status(WireClient client) throws IOException {
        Target system = new Target("default", Target.SYSTEM, 1, List.of());
        SystemQuery.ClusterStatus query = new SystemQuery.ClusterStatus();
        Answer answer = client.ask(
                        new Query(
                                5,
                                ReadLevel.LINEARIZABLE,
                                0,
                                system,
                                query.query(),
                                RecordCodec.of(SystemQuery.ClusterStatus.class).encode(query)),
                        QueryReply.class)
                .answer();
        assertEquals(Answer.Kind.OK, answer.kind(), answer.message());
        return RecordCodec.of(SystemQuery.Status.class).decode(answer.body());
    }

    private Server started(Map<String, String> flags) throws Exception {
        Server server = start(flags);
        server.ready().get(60, TimeUnit.SECONDS);
        return server;
    }

    private Server start(Map<String, String> flags) throws Exception {
        return Server.start(configuration(flags), List.of(), fault::complete);
    }

    private ServerConfiguration configuration(Map<String, String> flags) throws ConfigurationException {
        Map<String, String> all = new HashMap<>(Map.of(
                "data.directory", temporary.resolve("data").toString(),
                "client.listen", "127.0.0.1:0",
                "log.segment-size", "8 MiB",
                "log.ready-segments", "1"));
        all.putAll(flags);
        return ServerConfiguration.load(Optional.empty(), Map.of(), all);
    }
}
