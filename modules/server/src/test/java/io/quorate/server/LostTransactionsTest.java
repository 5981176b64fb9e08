package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.Limits;
import io.quorate.log.FileDisk;
import io.quorate.log.LogAtRest;
import io.quorate.log.LogEntry;
import io.quorate.log.LogListener;
import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import io.quorate.log.RaftLog;
import io.quorate.log.ReplicatedLog;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.protocol.ClientMessage.OpenSession;
import io.quorate.protocol.ServerMessage.SessionOpened;
import io.quorate.runtime.FelixRecipeHost;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.RowCursor;
import io.quorate.storage.lmdb.FileSteps;
import io.quorate.storage.lmdb.LmdbOptions;
import io.quorate.storage.lmdb.LmdbStateStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power loss may take from LMDB, which writes below the disks that tests can break: its last transaction, several, or all.
 * The log brings back whatever it still has, to the very same state.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostTransactionsTest {
    private static final byte[] SECRET = new byte[16];
    private static final int SESSIONS = 40;

    /** Where a meta page of LMDB 0.9 has the size of pages and the number of its transaction. */
    private static final int PAGE_SIZE_OFFSET = 40;

    private static final int TRANSACTION_OFFSET = 144;

    private static final int MAX_LIVES = 50;

    @TempDir
    private Path temporary;

    /** What a state comes to: hash of all that was applied, and its rows. */
    private record Sum(AppliedMark applied, long chain, List<String> rows) {}

    @Test
    void theLastTransactionComesBackFromTheLog() throws Exception {
        Path data = twoLives();
        Sum whole = sumOf(copy(data, "whole"), new AppliedMark(0, 0));
        Path poorer = copy(data, "poorer");
        loseLastTransaction(poorer);
        assertTrue(applied(poorer).index() < whole.applied.index(), "something was lost");
        assertEquals(whole, sumOf(poorer, whole.applied));
    }

    @Test
    void anOlderStateCatchesUpFromTheLog() throws Exception {
        Path data = twoLives();
        Sum whole = sumOf(copy(data, "whole"), new AppliedMark(0, 0));
        Path older = copy(data, "older");
        Files.copy(
                temporary.resolve("first/state/data.mdb"),
                older.resolve("state/data.mdb"),
                StandardCopyOption.REPLACE_EXISTING);
        AppliedMark before = applied(older);
        assertTrue(before.index() > SESSIONS && before.index() + SESSIONS <= whole.applied.index(), before.toString());
        assertEquals(whole, sumOf(older, whole.applied));
    }

    @Test
    void anEmptyStateComesBackFromAWholeLog() throws Exception {
        Path data = oneLife(temporary.resolve("data"));
        Sum whole = sumOf(copy(data, "whole"), new AppliedMark(0, 0));
        Path empty = copy(data, "empty");
        delete(empty.resolve("state"));
        assertEquals(whole, sumOf(empty, whole.applied));
    }

    @Test
    void anEmptyStateWhoseEntriesAreGoneIsRefusedByANodeThatIsAlone() throws Exception {
        Path data = twoLives();
        // A life may be over before the log has let go what the state has.
        for (int life = 0; firstEntry(data) == 1; life++) {
            assertTrue(life < MAX_LIVES, "the log keeps everything");
            oneLife(data);
        }
        delete(data.resolve("state"));
        StartException refused =
                assertThrows(StartException.class, () -> Server.start(configuration(data), List.of(), fault -> {}));
        assertTrue(refused.getMessage().contains("restore a backup"), refused.getMessage());
    }

    @Test
    void theSumOfAnotherStateIsAnotherOne() throws Exception {
        Path data = twoLives();
        Sum first = sumOf(copy(temporary.resolve("first"), "sound"), new AppliedMark(0, 0));
        Sum second = sumOf(copy(data, "whole"), new AppliedMark(0, 0));
        assertNotEquals(first.chain, second.chain);
        assertNotEquals(first.rows, second.rows);
    }

    /** The log of the second life has released what the state of the first one held; a copy of that is in {@code first}. */
    private Path twoLives() throws Exception {
        Path data = oneLife(temporary.resolve("data"));
        copy(data, "first");
        return oneLife(data);
    }

    private static long firstEntry(Path data) throws Exception {
        return LogAtRest.read(FileDisk.open(data.resolve("log")), 0, 0).firstIndex();
    }

    private static Path oneLife(Path data) throws Exception {
        try (Server server = Server.start(configuration(data), List.of(), fault -> {});
                WireClient client = new WireClient(server.address())) {
            server.ready().get(60, TimeUnit.SECONDS);
            client.greet();
            for (int i = 0; i < SESSIONS; i++) {
                client.ask(new OpenSession(i, 60_000, SECRET, "client " + i), SessionOpened.class);
            }
        }
        return data;
    }

    private static ServerConfiguration configuration(Path data) throws Exception {
        Map<String, String> flags = Map.of(
                "data.directory",
                data.toString(),
                "client.listen",
                "127.0.0.1:0",
                "log.segment-size",
                "8 MiB",
                "log.ready-segments",
                "1");
        return ServerConfiguration.load(Optional.empty(), Map.of(), flags);
    }

    /**
     * Starts kernel, log and store of production over these data, and adds the state up where it has come to this entry: at once when
     * it is there already.
     */
    private static Sum sumOf(Path directory, AppliedMark at) throws Exception {
        CompletableFuture<Sum> sum = new CompletableFuture<>();
        ExecutorService background = Executors.newSingleThreadExecutor();
        TurnLoop turns = TurnLoop.start("turns", sum::completeExceptionally);
        LoopThread loop = LoopThread.start("kernel", sum::completeExceptionally);
        DataDirectory data = DataDirectory.open(directory, new NodeId(1), Optional.empty());
        Wal wal = Wal.open(FileDisk.open(data.log()), new WalOptions(8 << 20, 1, 1 << 20), background);
        NodeState state = NodeState.open(data, LmdbOptions.DEFAULT, FileSteps.DIRECT);
        LmdbStateStore store = state.store();
        RaftLog log = RaftLog.open(
                wal,
                RaftLog.Member.alone(0, new NodeId(1), new SplittableRandom(1)),
                new RaftLog.Threads(turns, background, loop, background),
                PeerNetwork.none());
        state.fitTo(log.status());
        FelixRecipeHost host = new FelixRecipeHost(data.bundlesCache());
        CompletableFuture<Kernel> started = new CompletableFuture<>();
        ReplicatedLog watched = watched(log, entry -> {
            if (entry == at.index()) {
                sum.complete(sum(started.join(), store));
            }
        });
        Kernel kernel = loop.call(() -> {
                    Kernel running = Kernel.start(
                            loop,
                            watched,
                            store,
                            host,
                            new KernelIdentity(data.clusterId(), new NodeId(1), "test"),
                            Limits.defaults(),
                            state.quarantine(),
                            background);
                    started.complete(running);
                    if (store.applied().index() >= at.index()) {
                        sum.complete(sum(running, store));
                    }
                    return running;
                })
                .get(60, TimeUnit.SECONDS);
        try {
            return sum.get(60, TimeUnit.SECONDS);
        } finally {
            log.close();
            loop.call(() -> {
                        kernel.stop();
                        store.close();
                        return true;
                    })
                    .get(60, TimeUnit.SECONDS);
            loop.stop();
            turns.stop();
            host.close();
            background.shutdown();
            background.awaitTermination(10, TimeUnit.SECONDS);
            wal.close();
            data.close();
        }
    }

    private static Sum sum(Kernel kernel, LmdbStateStore store) {
        List<String> rows = new ArrayList<>();
        try (RowCursor cursor = store.scan(new byte[0], null)) {
            while (cursor.next()) {
                rows.add(HexFormat.of().formatHex(cursor.key()) + "="
                        + HexFormat.of().formatHex(cursor.value()));
            }
        }
        return new Sum(store.applied(), kernel.status().chain(), rows);
    }

    private interface Applied {
        void entry(long index);
    }

    /** Tells each entry that its listener has applied. */
    private static ReplicatedLog watched(ReplicatedLog log, Applied applied) {
        return proxy(ReplicatedLog.class, log, (name, arguments) -> {
            if (name.equals("start")) {
                arguments[0] = proxy(LogListener.class, (LogListener) arguments[0], (upcall, with) -> {
                    if (upcall.equals("applied") && with[0] instanceof LogEntry entry) {
                        applied.entry(entry.index());
                    }
                });
            }
        });
    }

    private interface Calls {
        /** Before a call, and behind {@code apply} as {@code applied}. */
        void call(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, T target, Calls calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            calls.call(method.getName(), arguments);
            try {
                Object answer = method.invoke(target, arguments);
                if (method.getName().equals("apply")) {
                    calls.call("applied", arguments);
                }
                return answer;
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }

    private static AppliedMark applied(Path data) {
        try (LmdbStateStore store = LmdbStateStore.open(data.resolve("state"), LmdbOptions.DEFAULT)) {
            return store.applied();
        }
    }

    /** The meta page of the last transaction never reached the disk: the one before it counts. */
    private static void loseLastTransaction(Path data) throws IOException {
        Path path = data.resolve("state/data.mdb");
        byte[] content = Files.readAllBytes(path);
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int second = file.getInt(PAGE_SIZE_OFFSET) + TRANSACTION_OFFSET;
        int newest = file.getLong(TRANSACTION_OFFSET) > file.getLong(second) ? TRANSACTION_OFFSET : second;
        file.putLong(newest, file.getLong(newest) - 2);
        Files.write(path, content);
    }

    private Path copy(Path from, String name) throws IOException {
        Path to = temporary.resolve(name);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
