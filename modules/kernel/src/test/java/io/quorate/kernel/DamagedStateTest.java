package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.Keys;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.SnapshotReader;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreSnapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** This is node 1; a row that it reads turns out to be damaged. */
class DamagedStateTest {
    private byte[] damaged = {};
    private final World world =
            new World(Limits.defaults(), new TestHost().with("probe@1", new Probe()), this::withDamage);
    private final World.Client client = world.client();

    DamagedStateTest() {
        world.deploy(client, "probe@1");
        client.done("a", "put", new Probe.Put("k", 1));
    }

    private StateStore withDamage(StateStore store) {
        return (StateStore) Proxy.newProxyInstance(
                StateStore.class.getClassLoader(), new Class<?>[] {StateStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("get") && Arrays.equals((byte[]) arguments[0], damaged)) {
                        throw new DamagedStateException("a row is damaged");
                    }
                    if (method.getName().equals("snapshot")) {
                        return new DamagedSnapshot(store.snapshot());
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** A snapshot that meets the damage once it comes to it. */
    private final class DamagedSnapshot implements StoreSnapshot {
        private final StoreSnapshot sound;

        DamagedSnapshot(StoreSnapshot sound) {
            this.sound = sound;
        }

        @Override
        public AppliedMark mark() {
            return sound.mark();
        }

        @Override
        public RowCursor scan(byte[] from, byte[] to) {
            RowCursor rows = sound.scan(from, to);
            return (RowCursor) Proxy.newProxyInstance(
                    RowCursor.class.getClassLoader(), new Class<?>[] {RowCursor.class}, (proxy, method, arguments) -> {
                        Object answer = method.invoke(rows, arguments);
                        if (method.getName().equals("next") && (boolean) answer && Arrays.equals(rows.key(), damaged)) {
                            throw new DamagedStateException("a row is damaged");
                        }
                        return answer;
                    });
        }

        @Override
        public void close() {
            sound.close();
        }
    }

    private void ofThree() {
        TreeSet<NodeId> three = new TreeSet<>(List.of(new NodeId(1), new NodeId(2), new NodeId(3)));
        world.log.changeMembership(new Membership(three, new TreeSet<>()), result -> {});
        world.loop.settle();
    }

    private void damageInstance() {
        damaged = Keys.instance(new Address(World.NAMESPACE, "probe", "a"));
    }

    @Test
    void aCommandThatMeetsItIsNotAnsweredAndTheStateIsPutAway() {
        ofThree();
        damageInstance();
        assertTrue(client.call("a", "put", new Probe.Put("k", 2)).isEmpty());
        assertTrue(world.quarantine.isPending());
        assertTrue(world.log.isStateWanted());
        assertTrue(world.kernel.status().problem().isEmpty(), "it goes on");
    }

    @Test
    void aQueryThatMeetsItIsRefusedAndTheStateIsPutAway() {
        ofThree();
        damageInstance();
        List<CallResult> answers = new ArrayList<>();
        QueryRequest query = new QueryRequest(
                QueryRequest.ReadLevel.STALE,
                0,
                new Address(World.NAMESPACE, "probe", "a"),
                1,
                "get",
                World.encode(new Probe.Key("k")));
        DamagedStateException met =
                assertThrows(DamagedStateException.class, () -> world.kernel.query(query, answers::add));
        assertEquals("NOT_SERVING", answers.get(0).code());

        world.kernel.damaged(met);
        assertTrue(world.quarantine.isPending());
        assertTrue(world.log.isStateWanted());
    }

    @Test
    void whoReadsABackupThatMeetsItIsRefusedAndTheStateIsPutAway() {
        ofThree();
        damageInstance();
        world.system(new SystemQuery.OpenBackup("x", ""), SystemQuery.BackupOpened.class);
        List<CallResult> answers = new ArrayList<>();
        QueryRequest read = new QueryRequest(
                QueryRequest.ReadLevel.STALE,
                0,
                new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                SystemCommand.CONTRACT,
                "backup-read",
                World.encode(new SystemQuery.ReadBackup("x", 0)));
        world.kernel.query(read, answers::add);
        world.kernel.query(read, answers::add);
        assertTrue(answers.isEmpty(), "it is read in the background");
        world.loop.settle();
        Problem damage = Problem.of(ErrorCode.NOT_SERVING, "the state of this node is damaged; ask another one");
        assertEquals(
                List.of(damage, damage),
                answers.stream()
                        .map(answer -> new Problem(answer.code(), answer.message()))
                        .toList());
        assertTrue(world.quarantine.isPending());
        assertTrue(world.log.isStateWanted());
    }

    /** The rows of this node, on another one whose disk is sound. */
    private StateStore other() {
        MemoryStateStore other = new MemoryStateStore();
        try (RowCursor rows = world.store.scan(new byte[0], null)) {
            while (rows.next()) {
                other.put(rows.key(), rows.value());
            }
        }
        other.commit(new AppliedMark(world.store.applied().index() + 1, 1));
        return other;
    }

    @Test
    void aStateThatComesInPutsItAwayAndTakesItsPlace() {
        ofThree();
        StateStore other = other();
        damageInstance();
        assertTrue(world.log.tryToInstall(other, () -> {
            world.loop.settle();
            assertTrue(world.quarantine.isPending());
        }));
        assertFalse(world.quarantine.isPending());
        assertTrue(world.quarantine.replacedAt().isPresent());
    }

    @Test
    void whenItShowsWhileAStateIsInstalledNothingHasChangedAndTheNextOneHasNothingOfIt() {
        ofThree();
        StateStore other = other();
        AppliedMark before = world.store.applied();
        assertFalse(world.log.tryToInstall(other, this::damageInstance));
        assertEquals(before, world.store.applied());
        assertTrue(world.quarantine.isPending());
        assertTrue(world.log.isStateWanted());

        assertTrue(world.log.tryToInstall(other, () -> {}));
        assertEquals(other.applied(), world.store.applied());
        assertFalse(world.quarantine.isPending());
    }

    @Test
    void aNodeThatGivesItsStateToAnotherMeetsItAndPutsItAway() {
        ofThree();
        try (SnapshotReader reader = world.log.open().orElseThrow()) {
            damageInstance();
            assertThrows(IllegalStateException.class, () -> reader.next(new byte[0]));
        }
        world.loop.settle();
        assertTrue(world.quarantine.isPending());
        assertTrue(world.log.isStateWanted());
    }

    @Test
    void whatAnEntryHadWrittenBeforeItIsNeitherFlushedNorGiven() {
        ofThree();
        AppliedMark before = world.store.applied();
        client.queue(new Address(World.NAMESPACE, "probe", "b"), "put", new Probe.Put("k", 1));
        damageInstance();
        client.call("a", "put", new Probe.Put("k", 2));
        assertTrue(world.quarantine.isPending());

        world.loop.advanceMillis(30_000);
        assertEquals(before, world.store.applied());
        assertTrue(world.log.open().isEmpty(), "such a state is given to nobody");
        assertTrue(world.log.tryToInstall(other(), () -> {}));
        assertFalse(world.log.open().isEmpty());
    }

    @Test
    void aNodeThatIsAloneStopsServing() {
        damageInstance();
        client.call("a", "put", new Probe.Put("k", 2));
        assertFalse(world.quarantine.isPending());
        assertTrue(world.kernel
                .status()
                .problem()
                .orElseThrow()
                .message()
                .startsWith("the state of this node is damaged: a row is damaged"));
    }
}
