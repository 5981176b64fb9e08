package io.quorate.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
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
import io.quorate.protocol.ClientMessage.Call;
import io.quorate.protocol.ClientMessage.Hello;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ClientMessage.Subscribe;
import io.quorate.protocol.ServerMessage.Event;
import io.quorate.protocol.ServerMessage.Reply;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.protocol.ServerMessage.Subscribed;
import io.quorate.protocol.ServerMessage.Welcome;
import io.quorate.protocol.Target;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.MemoryStateStore;
import io.quorate.transport.Receiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events up to a revision precede the reply of that revision on one connection, also to a client that is slow. */
class EventOrderTest {
    private static final NodeId NODE = new NodeId(1);
    private static final Target SYSTEM = new Target("default", Target.SYSTEM, 1, List.of());
    private static final Target BELL = new Target("default", "bell", 1, List.of("door"));

    @TempDir
    private Path directory;

    private final VirtualLoop loop = new VirtualLoop();
    private final FakeConnection connection = new FakeConnection(true);

    /** Answers nothing. */
    public record Nothing() {}

    /** What subscribers hear. */
    public record Rang() {}

    private static TestHost bells() {
        return new TestHost().with("bell@1", recipe -> {
            recipe.event(Rang.class);
            recipe.command("ring", Nothing.class, Nothing.class, (context, request) -> {
                context.emit(new Rang());
                return Outcome.reply(new Nothing());
            });
        });
    }

    @Test
    void noReplyOvertakesItsEvents() throws IOException {
        Wal wal = Wal.open(FileDisk.open(directory), new WalOptions(1024 * 1024, 1, 0), Runnable::run);
        RaftLog log = RaftLog.open(
                wal,
                RaftLog.Member.alone(0, NODE, new SplittableRandom(1)),
                new RaftLog.Threads(loop, loop, loop, loop),
                PeerNetwork.none());
        Kernel kernel = Kernel.start(
                loop,
                log,
                new MemoryStateStore(),
                bells(),
                new KernelIdentity("c", NODE, "test"),
                Limits.defaults(),
                Quarantine.inMemory(),
                loop);
        FrontendOptions options = FrontendOptions.of("c", NODE, TreeMap::new);
        Receiver client = new Frontend(loop, kernel, options, Credentials.loopbackOnly()).opened(connection);
        loop.advanceMillis(100);
        client.received(new Hello(1, 1, "", -1, new byte[0], "test"));
        connection.next(Welcome.class);
        client.received(new OpenSession(1, 60_000, new byte[16], "test"));
        loop.advanceMillis(10);
        long session = connection.next(SessionOpened.class).session();
        deploy(client, session);

        client.received(new Subscribe(1, BELL, "Rang", Optional.empty()));
        connection.next(Subscribed.class);
        connection.full(true);
        client.received(new Call(session, 3, BELL, "ring", nothing(), List.of()));
        client.received(new Call(session, 4, BELL, "ring", nothing(), List.of()));
        loop.advanceMillis(10);
        assertEquals(1, connection.next(Event.class).subscription());
        assertEquals(1, connection.next(Event.class).subscription());
        assertEquals(3, connection.next(Reply.class).sequence());
        assertEquals(4, connection.next(Reply.class).sequence());

        kernel.stop();
        log.close();
        loop.settle();
        wal.close();
    }

    private void deploy(Receiver client, long session) {
        byte[] bundle = "bell@1".getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bundle).hex();
        byte[] stage = RecordCodec.of(SystemCommand.StageChunk.class)
                .encode(new SystemCommand.StageChunk(digest, 0, bundle.length, bundle));
        client.received(new Call(session, 1, SYSTEM, "stage", stage, List.of()));
        byte[] deploy = RecordCodec.of(SystemCommand.Deploy.class).encode(new SystemCommand.Deploy(digest));
        client.received(new Call(session, 2, SYSTEM, "deploy", deploy, List.of()));
        loop.advanceMillis(100);
        connection.next(Reply.class);
        connection.next(Reply.class);
    }

    private static byte[] nothing() {
        return RecordCodec.of(Nothing.class).encode(new Nothing());
    }
}
