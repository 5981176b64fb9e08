package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateCopy;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery.BackupClosed;
import io.quorate.recipe.system.SystemQuery.BackupOpened;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.recipe.system.SystemQuery.CloseBackup;
import io.quorate.recipe.system.SystemQuery.OpenBackup;
import io.quorate.recipe.system.SystemQuery.ReadBackup;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreSnapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What happens between the moment a part is asked for and the moment it was read. */
class BackupInBackgroundTest {
    private static final long SECOND = 1_000;

    private final List<String> touches = new ArrayList<>();
    private boolean storeClosed;
    private boolean pinned;
    private final World world =
            new World(Limits.defaults(), new TestHost().with("probe@1", new Probe()), this::withWatchedBackup);
    private final World.Client client = world.client(2 * 3_600 * SECOND);
    private final List<CallResult> answers = new ArrayList<>();

    BackupInBackgroundTest() {
        world.deploy(client, "probe@1");
        client.done("a", "put", new Probe.Put("k", 1));
        world.system(new OpenBackup("x", ""), BackupOpened.class);
        world.background.hold();
    }

    private StateStore withWatchedBackup(StateStore store) {
        return (StateStore) Proxy.newProxyInstance(
                StateStore.class.getClassLoader(), new Class<?>[] {StateStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("snapshot") && !pinned) {
                        pinned = true;
                        return new WatchedSnapshot(store.snapshot());
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** Writes down what is done with it, and breaks off in the middle once its store is closed. */
    private final class WatchedSnapshot implements StoreSnapshot {
        private final StoreSnapshot snapshot;

        WatchedSnapshot(StoreSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public AppliedMark mark() {
            return snapshot.mark();
        }

        @Override
        public RowCursor scan(byte[] from, byte[] to) {
            touches.add("read");
            RowCursor rows = snapshot.scan(from, to);
            int[] seen = {0};
            return (RowCursor) Proxy.newProxyInstance(
                    RowCursor.class.getClassLoader(), new Class<?>[] {RowCursor.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("next") && seen[0]++ == 2 && storeClosed) {
                            throw new IllegalStateException("the store is closed");
                        }
                        return method.invoke(rows, arguments);
                    });
        }

        @Override
        public void close() {
            touches.add("close");
            snapshot.close();
        }
    }

    /** Asks for a part; its answer comes into {@link #answers}. */
    private void ask(int part) {
        world.kernel.query(
                new QueryRequest(
                        QueryRequest.ReadLevel.STALE,
                        0,
                        new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                        SystemCommand.CONTRACT,
                        "backup-read",
                        World.encode(new ReadBackup("x", part))),
                answers::add);
        world.loop.settle();
    }

    private boolean close() {
        return world.system(new CloseBackup("x"), BackupClosed.class).found();
    }

    private void release() {
        world.background.release();
        world.loop.settle();
    }

    private List<String> codes() {
        return answers.stream().map(CallResult::code).toList();
    }

    private static String key(String instance) {
        return HexFormat.of().formatHex(Keys.instance(new Address(World.NAMESPACE, "probe", instance)));
    }

    private static Set<String> keys(CallResult answer) {
        TreeSet<String> keys = new TreeSet<>();
        byte[] rows = World.decode(BackupPart.class, answer.body()).bytes();
        try (RowCursor cursor = StateCopy.rows(List.of(rows).iterator())) {
            while (cursor.next()) {
                keys.add(HexFormat.of().formatHex(cursor.key()));
            }
        }
        return keys;
    }

    @Test
    void commandsAreAppliedAndQueriesAnsweredMeanwhile() {
        ask(0);
        client.done("b", "put", new Probe.Put("k", 2));
        assertEquals(2, world.row("b", "k"));
        assertTrue(answers.isEmpty() && touches.isEmpty(), "nobody has read yet");
        release();
        assertEquals(CallResult.Kind.OK, answers.get(0).kind());
        assertTrue(keys(answers.get(0)).contains(key("a")));
        assertFalse(keys(answers.get(0)).contains(key("b")), "it came later");
    }

    @Test
    void whoAsksAgainGetsTheSamePartAndItIsReadOnce() {
        ask(0);
        ask(0);
        ask(1);
        assertEquals(List.of("INVALID_REQUEST"), codes(), "the next one is not there yet");
        assertEquals(1, world.background.waiting());
        release();
        ask(0);
        assertEquals(4, answers.size());
        assertEquals(keys(answers.get(1)), keys(answers.get(2)));
        assertEquals(keys(answers.get(1)), keys(answers.get(3)));
        assertEquals(List.of("read"), touches);
    }

    @Test
    void aCloseComesBehindTheRead() {
        ask(0);
        assertTrue(close());
        assertFalse(close(), "it is gone at once");
        assertEquals(List.of(), touches);
        release();
        assertEquals(List.of("NOT_FOUND"), codes());
        assertEquals(List.of("read", "close"), touches);
    }

    @Test
    void isNotLetGoAsIdle() {
        ask(0);
        world.loop.advanceMillis(200 * SECOND);
        release();
        assertEquals(CallResult.Kind.OK, answers.get(0).kind());
        world.loop.advanceMillis(59 * SECOND);
        ask(0);
        assertEquals(CallResult.Kind.OK, answers.get(1).kind());
    }

    @Test
    void isLetGoAfterAnHourButClosedBehindTheRead() {
        ask(0);
        world.loop.advanceMillis(3_600 * SECOND);
        assertFalse(close(), "it is gone");
        assertEquals(List.of(), touches);
        release();
        assertEquals(List.of("NOT_FOUND"), codes());
        assertEquals(List.of("read", "close"), touches);
    }

    @Test
    void aStateThatIsReplacedEndsIt() {
        ask(0);
        MemoryStateStore other = new MemoryStateStore();
        try (RowCursor rows = world.store.scan(new byte[0], null)) {
            while (rows.next()) {
                other.put(rows.key(), rows.value());
            }
        }
        other.commit(new AppliedMark(world.store.applied().index() + 5, 1));
        world.log.install(other);
        release();
        assertEquals(List.of("NOT_FOUND"), codes());
        assertEquals(List.of("read", "close"), touches);
    }

    @Test
    void aNodeThatStopsAnswersOnceAndAtOnce() {
        ask(0);
        world.kernel.stop();
        assertEquals(List.of("NOT_SERVING"), codes());
        release();
        assertEquals(1, answers.size());
        assertEquals(List.of("read", "close"), touches);
    }

    @Test
    void aStoreThatIsClosedMeanwhileGivesNoPartThatLooksComplete() {
        ask(0);
        storeClosed = true;
        release();
        assertEquals(List.of("RECIPE_FAILED"), codes());
        assertTrue(answers.get(0).message().contains("the store is closed"));
        assertEquals(List.of("read", "close"), touches, "what is left of it is of no use");
        ask(0);
        assertEquals("NOT_FOUND", answers.get(1).code());
    }
}
