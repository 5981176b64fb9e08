package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateCopy;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.recipe.system.SystemQuery.BackupClosed;
import io.quorate.recipe.system.SystemQuery.BackupOpened;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.recipe.system.SystemQuery.CloseBackup;
import io.quorate.recipe.system.SystemQuery.OpenBackup;
import io.quorate.recipe.system.SystemQuery.ReadBackup;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BackupTest {
    private static final int PART_BYTES = 600;

    /** Sessions, results, tombstones; members, their plan and addresses, hash checks. */
    private static final List<Integer> LEFT_OUT = List.of(2, 3, 4, 16, 17, 18, 19);

    private final World world = new World(
            smallParts(),
            new TestHost()
                    .with("probe@1", new Probe())
                    .with("store@1", new Probe())
                    .with("unused@1", new Probe()));
    private final World.Client client = world.client();

    BackupTest() {
        world.deploy(client, "store@1");
        world.deploy(client, "unused@1");
        world.deploy(client, "probe@1");
    }

    private static Limits smallParts() {
        NodeLimits normal = NodeLimits.defaults();
        NodeLimits own = new NodeLimits(
                normal.maxCommandBytes(),
                normal.maxBatchCommands(),
                normal.maxBatchBytes(),
                normal.maxPendingCommands(),
                normal.maxPendingBytes(),
                normal.maxPendingQueries(),
                normal.eventRingBytes(),
                normal.maxSubscriptions(),
                PART_BYTES);
        return new Limits(own, ClusterLimits.defaults());
    }

    private <Q extends Record & SystemQuery> CallResult ask(Q query) {
        List<CallResult> answers = new ArrayList<>();
        Address kernelItself = new Address(World.NAMESPACE, SystemCommand.RECIPE, "");
        world.kernel.query(
                new QueryRequest(
                        QueryRequest.ReadLevel.STALE,
                        0,
                        kernelItself,
                        SystemCommand.CONTRACT,
                        query.query(),
                        World.encode(query)),
                answers::add);
        world.loop.settle();
        return answers.get(0);
    }

    private <Q extends Record & SystemQuery> String refusal(Q query) {
        CallResult result = ask(query);
        assertNotEquals(CallResult.Kind.OK, result.kind());
        return result.code();
    }

    private BackupOpened open(String id, String namespace) {
        return world.system(new OpenBackup(id, namespace), BackupOpened.class);
    }

    private BackupPart part(String id, int number) {
        return world.system(new ReadBackup(id, number), BackupPart.class);
    }

    /** From a part on. */
    private List<BackupPart> parts(String id, int from) {
        List<BackupPart> parts = new ArrayList<>(List.of(part(id, from)));
        while (!parts.get(parts.size() - 1).last()) {
            parts.add(part(id, from + parts.size()));
        }
        return parts;
    }

    /** All rows from a part on, values by keys, both in hex. */
    private SortedMap<String, String> rest(String id, int from) {
        return rows(parts(id, from));
    }

    private static SortedMap<String, String> rows(List<BackupPart> parts) {
        TreeMap<String, String> all = new TreeMap<>();
        for (BackupPart part : parts) {
            SortedMap<String, String> rows =
                    hex(StateCopy.rows(List.of(part.bytes()).iterator()));
            assertEquals(part.rows(), rows.size());
            all.putAll(rows);
        }
        return all;
    }

    private static SortedMap<String, String> hex(RowCursor rows) {
        TreeMap<String, String> all = new TreeMap<>();
        try (rows) {
            while (rows.next()) {
                all.put(hex(rows.key()), hex(rows.value()));
            }
        }
        return all;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private SortedMap<String, String> state() {
        return hex(world.store.scan(new byte[0], null));
    }

    private void call(String namespace, String recipe, String instance, String command, Record request) {
        client.sendTo(new Address(namespace, recipe, instance), client.lastSequence() + 1, command, request, List.of());
    }

    private void put(String namespace, String recipe, String instance) {
        call(namespace, recipe, instance, "put", new Probe.Put("k", 1));
    }

    private boolean holdsInstance(SortedMap<String, String> rows, String namespace, String recipe, String instance) {
        return rows.containsKey(hex(Keys.instance(new Address(namespace, recipe, instance))));
    }

    @Test
    void isTheStateOfOneMomentWhileWritesGoOn() {
        client.done("a", "put", new Probe.Put("k", 1));
        SortedMap<String, String> before = state();
        BackupOpened opened = open("x", "");
        SortedMap<String, String> rows = new TreeMap<>();
        BackupPart part = part("x", 0);
        rows.putAll(hex(StateCopy.rows(List.of(part.bytes()).iterator())));
        client.done("a", "put", new Probe.Put("k", 2));
        client.done("late", "put", new Probe.Put("k", 3));
        rows.putAll(rest("x", 1));

        before.keySet().removeIf(key -> LEFT_OUT.contains(Integer.parseInt(key.substring(0, 2), 16)));
        assertEquals(before, rows);
        KernelRow numbers = KernelRow.decode(HexFormat.of().parseHex(rows.get(hex(Keys.kernel()))));
        assertEquals(opened.revision(), numbers.revision());
        assertEquals(
                List.of("test", 1, numbers.epoch(), numbers.kernelLevel(), numbers.logTimeMillis()),
                List.of(
                        opened.clusterId(),
                        opened.node(),
                        opened.epoch(),
                        opened.kernelLevel(),
                        opened.logTimeMillis()));
        assertTrue(opened.index() > 0 && opened.term() > 0, opened::toString);
    }

    @Test
    void leavesOutWhatIsOfNodesAndSessions() {
        world.log.changeMembership(
                new Membership(new TreeSet<>(List.of(new NodeId(1), new NodeId(2))), new TreeSet<>()), result -> {});
        client.done("a", "put", new Probe.Put("k", 1));
        List<String> keys = List.of(hex(Keys.members()), hex(Keys.session(client.id)), hex(Keys.result(client.id, 1)));
        assertTrue(state().keySet().containsAll(keys), "there is something to leave out");
        open("x", "");
        assertTrue(Collections.disjoint(rest("x", 0).keySet(), keys));
    }

    @Test
    void partsAreBounded() {
        byte[] chunk = new byte[3 * PART_BYTES];
        client.system(new SystemCommand.StageChunk(BundleDigest.of(chunk).hex(), 0, chunk.length, chunk));
        open("x", "");
        List<BackupPart> parts = parts("x", 0);
        assertTrue(parts.size() > 3 && parts.size() < 50, "parts: " + parts.size());
        List<BackupPart> large = parts.stream()
                .filter(part -> part.bytes().length > PART_BYTES + 64)
                .toList();
        assertTrue(large.stream().allMatch(part -> part.rows() == 1), "a row that is larger stands alone");
        assertFalse(large.isEmpty());
    }

    @Test
    void aPartMayBeReadAgainUntilTheNextOneWas() {
        open("x", "");
        byte[] first = part("x", 0).bytes();
        assertArrayEquals(first, part("x", 0).bytes());
        byte[] second = part("x", 1).bytes();
        assertArrayEquals(second, part("x", 1).bytes());
        assertEquals("INVALID_REQUEST", refusal(new ReadBackup("x", 0)));
        assertEquals("INVALID_REQUEST", refusal(new ReadBackup("x", 3)));
        rest("x", 2);
    }

    @Test
    void nothingIsBehindTheLastPart() {
        open("x", "");
        int last = 0;
        while (!part("x", last).last()) {
            last++;
        }
        assertTrue(part("x", last).last(), "it may be read again");
        assertEquals("INVALID_REQUEST", refusal(new ReadBackup("x", last + 1)));
    }

    @Test
    void whoAsksAgainWithTheSameIdGetsTheSame() {
        BackupOpened opened = open("x", "");
        client.done("a", "put", new Probe.Put("k", 1));
        assertEquals(opened, open("x", ""));
        assertEquals("INVALID_REQUEST", refusal(new OpenBackup("x", World.NAMESPACE)));
        assertEquals("INVALID_REQUEST", refusal(new OpenBackup("", "")));
        assertEquals("INVALID_REQUEST", refusal(new OpenBackup("x".repeat(65), "")));
    }

    @Test
    void fewAreGivenAtATime() {
        open("x", "");
        open("y", "");
        assertEquals("CONFLICT", refusal(new OpenBackup("z", "")));
        assertTrue(world.system(new CloseBackup("x"), BackupClosed.class).found());
        open("z", "");
        assertEquals("NOT_FOUND", refusal(new ReadBackup("x", 0)));
        assertFalse(world.system(new CloseBackup("x"), BackupClosed.class).found());
    }

    @Test
    void isLetGoWhenNobodyReadsIt() {
        open("x", "");
        world.loop.advanceMillis(59_000);
        part("x", 0);
        world.loop.advanceMillis(59_000);
        part("x", 0);
        world.loop.advanceMillis(60_000);
        assertEquals("NOT_FOUND", refusal(new ReadBackup("x", 0)));
    }

    @Test
    void isLetGoAfterAnHourThoughItIsRead() {
        open("x", "");
        for (int minute = 0; minute < 119; minute++) {
            world.loop.advanceMillis(30_000);
            part("x", 0);
        }
        world.loop.advanceMillis(30_000);
        assertEquals("NOT_FOUND", refusal(new ReadBackup("x", 0)));
    }

    @Test
    void endsWhenTheStateIsReplaced() {
        open("x", "");
        MemoryStateStore other = new MemoryStateStore();
        state().forEach((key, value) ->
                other.put(HexFormat.of().parseHex(key), HexFormat.of().parseHex(value)));
        other.commit(new AppliedMark(world.store.applied().index() + 5, 1));
        world.log.install(other);
        world.loop.settle();
        assertEquals("NOT_FOUND", refusal(new ReadBackup("x", 0)));
    }

    @Test
    void aNodeThatDoesNotServeGivesNone() {
        open("x", "");
        world.kernel.stop();
        assertEquals("NOT_SERVING", refusal(new OpenBackup("y", "")));
        assertEquals("NOT_SERVING", refusal(new ReadBackup("x", 0)));
    }

    @Test
    void ofOneNamespaceHasItsInstancesAndTheBundlesThatTheyUse() {
        client.system(new SystemCommand.CreateNamespace("team", 1 << 20));
        client.system(new SystemCommand.CreateNamespace("other", 0));
        put("team", "probe", "a");
        put("team", "probe", "b");
        put("other", "probe", "a");
        put("other", "unused", "a");
        call("team", "probe", "a", "set-timer", new Probe.SetTimer(1, 10_000, false));
        call("other", "probe", "a", "set-timer", new Probe.SetTimer(1, 10_000, false));
        call("team", "probe", "b", "bind", new Probe.Bound(true, false));
        call("team", "probe", "b", "park", new Probe.Park(20_000));
        open("x", "team");
        List<BackupPart> parts = parts("x", 0);
        SortedMap<String, String> rows = rows(parts);

        assertTrue(holdsInstance(rows, "team", "probe", "a"));
        assertTrue(holdsInstance(rows, "team", "probe", "b"));
        // Kinds of rows by their numbers in Keys, and how many there are of each.
        TreeMap<Integer, Integer> kinds = new TreeMap<>();
        rows.keySet().forEach(key -> kinds.merge(Integer.parseInt(key.substring(0, 2), 16), 1, Integer::sum));
        int ownRows = 2 + 2; // "k" in each, "held" and the cell in b
        assertEquals(
                new TreeMap<>(Map.ofEntries(
                        Map.entry(1, 1),
                        Map.entry(5, 2),
                        Map.entry(6, ownRows),
                        Map.entry(7, 1),
                        Map.entry(8, 1),
                        Map.entry(9, 2),
                        Map.entry(10, 1),
                        Map.entry(12, 2),
                        Map.entry(13, 2),
                        Map.entry(15, 2),
                        Map.entry(26, 1))),
                kinds);
        BackupContents contents = new BackupContents();
        parts.forEach(part -> contents.add(part.bytes()));
        assertEquals(Map.of("probe", 2L), contents.instances());
        assertEquals(2, contents.bundles().size());
        assertTrue(
                contents.bundles().stream().noneMatch(bundle -> bundle.startsWith("unused")),
                contents.bundles()::toString);
        assertEquals(rows.size(), contents.rows());
    }

    @Test
    void aNamespaceThatNobodyCreatedIsNotFound() {
        assertEquals("NAMESPACE_NOT_FOUND", refusal(new OpenBackup("x", "taem")));
    }
}
