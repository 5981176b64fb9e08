package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.ByteSink;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A backup that is damaged, not whole, of another format, or of what does not run here changes nothing. */
class RestoreRefusalsTest {
    private static final Optional<String> WHOLE = Optional.empty();

    private final World source = World.withMutex();
    private final World target = World.withMutex();
    private final World.Client admin = target.client(60_000);

    RestoreRefusalsTest() {
        World.Client client = source.client(60_000);
        for (int i = 0; i < 100; i++) {
            client.put(World.NAMESPACE, "i" + i, "k", i);
        }
        target.client(60_000).put(World.NAMESPACE, "there", "k", 5);
    }

    private long begin(SystemCommand.BeginRestore begin) {
        return World.decode(
                        SystemCommand.RestoreBegun.class,
                        Backup.ok(admin.system(begin)).body())
                .restore();
    }

    private void assertRefused(String code, String message, CallResult result) {
        assertEquals(CallResult.Kind.REFUSED, result.kind());
        assertEquals(code, result.code());
        assertTrue(result.message().contains(message), result.message());
        assertEquals(0, target.kernel.status().epoch());
        assertEquals(5, target.row("there", "k"));
        assertTrue(admin.ends.isEmpty());
    }

    private CallResult part(long id, long number, byte[] bytes) {
        return admin.system(new SystemCommand.RestorePart(id, number, bytes));
    }

    /** A part with these rows, key and value in turn. */
    private static byte[] rows(byte[]... keysAndValues) {
        ByteSink sink = new ByteSink().u8(1).i32(keysAndValues.length / 2);
        for (byte[] each : keysAndValues) {
            sink.bytes(each);
        }
        byte[] body = sink.toByteArray();
        CRC32C crc = new CRC32C();
        crc.update(body);
        return new ByteSink().raw(body).i32((int) crc.getValue()).toByteArray();
    }

    @Test
    void aPartThatIsRepeatedIsAnsweredTheSame() {
        Backup backup = Backup.of(source);
        long id = begin(backup.begin(WHOLE));
        CallResult first = part(id, 1, backup.parts().get(0));
        assertTrue(
                Arrays.equals(first.body(), part(id, 1, backup.parts().get(0)).body()));
        for (int i = 1; i < backup.parts().size(); i++) {
            Backup.ok(part(id, i + 1, backup.parts().get(i)));
        }
        Backup.ok(admin.system(new SystemCommand.CommitRestore(id)));
        assertEquals(99, target.row("i99", "k"));
    }

    @Test
    void anotherPartUnderANumberThatCameIsRefused() {
        Backup backup = Backup.of(source);
        long id = begin(backup.begin(WHOLE));
        Backup.ok(part(id, 1, backup.parts().get(0)));
        assertRefused(
                "INVALID_REQUEST", "send part 2", part(id, 1, backup.parts().get(1)));
    }

    @Test
    void aMissingPartIsNoticedAtOnceAndTheLastOneAtTheEnd() {
        Backup backup = Backup.of(source);
        long id = begin(backup.begin(WHOLE));
        Backup.ok(part(id, 1, backup.parts().get(0)));
        assertRefused(
                "INVALID_REQUEST", "send part 2", part(id, 3, backup.parts().get(2)));
        for (int i = 1; i < backup.parts().size() - 1; i++) {
            Backup.ok(part(id, i + 1, backup.parts().get(i)));
        }
        assertRefused("INVALID_REQUEST", "not there whole", admin.system(new SystemCommand.CommitRestore(id)));
    }

    @Test
    void aDamagedPartIsRefused() {
        Backup backup = Backup.of(source);
        long id = begin(backup.begin(WHOLE));
        byte[] damaged = backup.parts().get(0).clone();
        damaged[20] ^= 1;
        assertRefused("INVALID_REQUEST", "checksum does not match", part(id, 1, damaged));
        assertRefused("INVALID_REQUEST", "damaged", part(id, 1, new byte[0]));
        Backup.ok(part(id, 1, backup.parts().get(0)));
    }

    @Test
    void aPartThatWasExchangedIsFoundByTheDigest() {
        Backup backup = Backup.of(source);
        Backup other = Backup.of(source.store, 900);
        long id = begin(backup.begin(WHOLE));
        for (int i = 0; i < other.parts().size(); i++) {
            Backup.ok(part(id, i + 1, other.parts().get(i)));
        }
        assertRefused("INVALID_REQUEST", "their digest is", admin.system(new SystemCommand.CommitRestore(id)));
    }

    @Test
    void aPartOfAnotherFormatIsRefused() {
        Backup backup = Backup.of(source);
        long id = begin(backup.begin(WHOLE));
        byte[] bytes = backup.parts().get(0);
        byte[] body = Arrays.copyOf(bytes, bytes.length - 4);
        body[0] = 9;
        CRC32C crc = new CRC32C();
        crc.update(body);
        byte[] other = new ByteSink().raw(body).i32((int) crc.getValue()).toByteArray();
        assertRefused("INVALID_REQUEST", "format 9", part(id, 1, other));
    }

    @Test
    void rowsThatThisVersionDoesNotKnowAreRefused() {
        long id = begin(Backup.of(source).begin(WHOLE));
        assertRefused("INVALID_REQUEST", "of kind 77", part(id, 1, rows(new byte[] {77, 1}, new byte[] {1})));
    }

    @Test
    void rowsOutOfOrderAreRefused() {
        long id = begin(Backup.of(source).begin(WHOLE));
        byte[] unordered = rows(new byte[] {2, 2}, new byte[] {1}, new byte[] {2, 1}, new byte[] {1});
        assertRefused("INVALID_REQUEST", "not in order", part(id, 1, unordered));
    }

    @Test
    void rowsThatMakeNoSenseAreRefusedAndDoNotStopTheNode() {
        long id = begin(Backup.of(source).begin(WHOLE));
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] key = new byte[1 + random.nextInt(40)];
            random.nextBytes(key);
            key[0] = (byte) (1 + random.nextInt(34));
            byte[] value = new byte[random.nextInt(20)];
            random.nextBytes(value);
            target.kernel.call(
                    admin.id,
                    admin,
                    new CallRequest(
                            admin.lastSequence() + 1 + i,
                            new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                            1,
                            "restore-part",
                            World.encode(new SystemCommand.RestorePart(id, 1, rows(key, value))),
                            List.of(admin.lastSequence() + i)));
            target.loop.settle();
        }
        assertTrue(target.kernel.status().problem().isEmpty());
        assertEquals(5, target.row("there", "k"));
    }

    @Test
    void aHeaderOfAnotherBackupIsRefused() {
        Backup backup = Backup.of(source);
        SystemCommand.BackupSource other = new SystemCommand.BackupSource("test", 0, 1, 1);
        long id = begin(new Backup(other, backup.parts()).begin(WHOLE));
        assertRefused(
                "INVALID_REQUEST",
                "as its header says",
                part(id, 1, backup.parts().get(0)));
    }

    @Test
    void aHeaderWithoutSenseIsRefused() {
        SystemCommand.BackupSource sound = new SystemCommand.BackupSource("test", 0, 1, 1);
        String digest = "0".repeat(64);
        List<SystemCommand.BeginRestore> headers = List.of(
                new SystemCommand.BeginRestore(new SystemCommand.BackupSource("test", -1, 1, 1), WHOLE, 0, 1, digest),
                new SystemCommand.BeginRestore(new SystemCommand.BackupSource("test", 0, -1, 1), WHOLE, 0, 1, digest),
                new SystemCommand.BeginRestore(sound, Optional.of(""), 0, 1, digest),
                new SystemCommand.BeginRestore(sound, WHOLE, 0, 0, digest),
                new SystemCommand.BeginRestore(sound, WHOLE, 0, 1, "abc"));
        for (SystemCommand.BeginRestore header : headers) {
            assertRefused("INVALID_REQUEST", "header", admin.system(header));
        }
        assertRefused(
                "CONFLICT",
                "there is no epoch",
                admin.system(new SystemCommand.BeginRestore(sound, WHOLE, 2_047, 1, digest)));
        assertRefused(
                "CONFLICT",
                "revision",
                admin.system(new SystemCommand.BeginRestore(
                        new SystemCommand.BackupSource("test", 0, Long.MAX_VALUE, 1), WHOLE, 0, 1, digest)));
    }

    @Test
    void aRecipeThatIsNotActiveIsNamed() {
        World bare = new World(Limits.defaults(), new TestHost());
        World.Client there = bare.client(60_000);
        long id = Backup.of(source).stage(there, WHOLE);
        CallResult refused = there.system(new SystemCommand.CommitRestore(id));
        assertEquals("CONFLICT", refused.code());
        assertTrue(
                refused.message().contains("needs recipe 'probe' with state version 1, which is not active"),
                refused.message());
        assertEquals(0, bare.kernel.status().epoch());
    }

    @Test
    void aRecipeOfAnotherStateVersionIsNamedAndTheSameRestoreGoesOnWithTheRightOne() {
        World other = new World(
                Limits.defaults(),
                new TestHost()
                        .with("store@1", new Probe())
                        .with("probe@2", new Probe())
                        .with("probe@1", new Probe()));
        World.Client there = other.client(60_000);
        Backup.ok(other.deploy(there, "store@1"));
        Backup.ok(other.deploy(there, "probe@2"));
        long id = Backup.of(source).stage(there, WHOLE);
        CallResult refused = there.system(new SystemCommand.CommitRestore(id));
        assertEquals("CONFLICT", refused.code());
        assertTrue(refused.message().contains("with state version 1, the active version has 2"), refused.message());
        Backup.ok(other.deploy(there, "probe@1"));
        Backup.ok(there.system(new SystemCommand.CommitRestore(id)));
        assertEquals(99, other.row("i99", "k"));
    }

    @Test
    void moreThanIsSwitchedAtOnceIsRefusedWithTheNumbers() {
        long id = Backup.of(source).stage(admin, WHOLE);
        Backup.ok(admin.system(new SystemCommand.ConfigureCluster("restore.max-switched", Optional.of("102"), 0)));
        assertRefused(
                "CONFLICT",
                "100 instances and 1 timers, holds and settings of the backup, and 1 instances and 2 sessions",
                admin.system(new SystemCommand.CommitRestore(id)));
        Backup.ok(admin.system(new SystemCommand.ConfigureCluster("restore.max-switched", Optional.of("200"), 0)));
        Backup.ok(admin.system(new SystemCommand.CommitRestore(id)));
    }

    @Test
    void aNamespaceThatTheBackupDoesNotHaveIsNotReplacedByNothing() {
        long id = Backup.of(source).stage(admin, Optional.of("misspelt"));
        assertRefused("CONFLICT", "nothing of namespace 'misspelt'", admin.system(new SystemCommand.CommitRestore(id)));
    }

    @Test
    void oneRestoreAtATime() {
        Backup backup = Backup.of(source);
        long id = begin(backup.begin(WHOLE));
        assertRefused("CONFLICT", "restore " + id + " is STAGING", admin.system(backup.begin(WHOLE)));
        assertRefused("NOT_FOUND", "is not under way", admin.system(new SystemCommand.CommitRestore(id + 1)));
        assertRefused("NOT_FOUND", "is not under way", admin.system(new SystemCommand.AbortRestore(id + 1)));
    }

    @Test
    void noneBeginsWhileABundleIsBeingDeployed() {
        World slow = new World(Limits.defaults(), new TestHost().with("probe@1", new Probe()));
        TreeSet<NodeId> three = new TreeSet<>(List.of(new NodeId(1), new NodeId(2), new NodeId(3)));
        slow.log.changeMembership(new Membership(three, new TreeSet<>()), result -> {});
        World.Client there = slow.client(60_000);
        byte[] bundle = "probe@1".getBytes(StandardCharsets.UTF_8);
        String digest = BundleDigest.of(bundle).hex();
        Backup.ok(there.system(new SystemCommand.StageChunk(digest, 0, bundle.length, bundle)));
        there.sendTo(
                new Address(World.NAMESPACE, SystemCommand.RECIPE, ""),
                there.lastSequence() + 1,
                "deploy",
                new SystemCommand.Deploy(digest),
                List.of());
        CallResult refused = there.system(Backup.of(source).begin(WHOLE));
        assertEquals("CONFLICT", refused.code());
        assertTrue(refused.message().contains("is being deployed"), refused.message());
    }

    @Test
    void aLimitOfCommandsDoesNotHoldUpParts() {
        NodeLimits normal = NodeLimits.defaults();
        NodeLimits small = new NodeLimits(
                1_000,
                normal.maxBatchCommands(),
                normal.maxBatchBytes(),
                normal.maxPendingCommands(),
                normal.maxPendingBytes(),
                normal.maxPendingQueries(),
                normal.eventRingBytes(),
                normal.maxSubscriptions(),
                normal.snapshotPartBytes());
        World narrow = World.withProbe(new Limits(small, new ClusterLimits(Map.of())));
        Backup.of(source).restore(narrow, WHOLE);
        assertEquals(99, narrow.row("i99", "k"));
    }
}
